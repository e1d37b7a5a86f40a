/** Numbers as they are printed. A minus is a minus sign, what is not a number is a dash. */

const minus = (text: string): string => text.replace(/^-/, '−');

/** Two significant digits for glances, but whole numbers stay whole: 0.38, 12, 0.0021, 1.2e-5. */
export function brief(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return minus(value.toExponential(1));
  if (size >= 100) return minus(Math.round(value).toLocaleString('en-US'));
  return minus(String(Number(value.toPrecision(size >= 10 ? 3 : 2))));
}

/** A fixed number of decimals, for columns. */
export const fixed = (value: number | null | undefined, digits: number): string =>
  value === null || value === undefined || !Number.isFinite(value) ? '–' : minus(value.toFixed(digits));

/** With its sign: +0.77, −1.29. */
export const signed = (value: number | null | undefined, digits = 2): string => {
  const text = fixed(value, digits);
  return text.startsWith('−') || text === '–' ? text : `+${text}`;
};

/** 0.634 → 63 %, with a space that does not break. */
export const percent = (share: number | null | undefined): string =>
  share === null || share === undefined || !Number.isFinite(share)
    ? '–'
    : `${Math.round(share * 100)}\u00a0%`;

export const count = (value: number): string => value.toLocaleString('en-US');

/** 4,100,000 → 4.1 million; used for parameters. */
export function millions(value: number): string {
  if (value >= 1e9) return `${brief(value / 1e9)} billion`;
  return value >= 1e6 ? `${brief(value / 1e6)} million` : count(value);
}

/** 0.3 MB, 42 MB, 10.7 GB: for files and memory. */
export const size = (bytes: number): string =>
  bytes < 1e9
    ? megabytes(bytes)
    : `${(bytes / 1e9).toLocaleString('en-US', { maximumFractionDigits: 1 })} GB`;

export const megabytes = (bytes: number): string =>
  `${(bytes / 1e6).toLocaleString('en-US', { maximumFractionDigits: bytes < 1e7 ? 1 : 0 })} MB`;
