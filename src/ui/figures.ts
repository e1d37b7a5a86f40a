/** Numbers as they are printed. A minus is a minus sign, what is not a number is a dash. */

let locale = 'en-GB';
let point = '.';

/** Numbers and dates are written as this locale does from now on. */
export function countIn(next: string): void {
  locale = next;
  point = new Intl.NumberFormat(next).formatToParts(1.5).find(({ type }) => type === 'decimal')?.value ?? '.';
}

/** A number as JavaScript writes it, with the sign and the point that people write. */
const written = (text: string): string => text.replace(/^-/, '−').replace('.', point);

/** A text that was written with decimal points, as people write it; where they write a comma, `;` parts what a comma did. */
export const inLocale = (text: string): string =>
  point === '.' ? text : text.replace(/, (?=[\d−(])/g, '; ').replace(/(\d)\.(?=\d)/g, `$1${point}`);

/** Two significant digits for glances, but whole numbers stay whole: 0.38, 12, 0.0021, 1.2e-5. */
export function brief(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return written(value.toExponential(1));
  if (size >= 100) return count(Math.round(value)).replace(/^-/, '−');
  return written(String(Number(value.toPrecision(size >= 10 ? 3 : 2))));
}

/** A fixed number of decimals, for columns. */
export const fixed = (value: number | null | undefined, digits: number): string =>
  value === null || value === undefined || !Number.isFinite(value) ? '–' : written(value.toFixed(digits));

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

export const count = (value: number): string => value.toLocaleString(locale);

/** 4,100,000 → 4.1 million; used for parameters. */
export const millions = (value: number): string =>
  value < 1e6
    ? count(value)
    : value.toLocaleString(locale, {
        notation: 'compact',
        compactDisplay: 'long',
        maximumSignificantDigits: value >= 1e10 || (value >= 1e7 && value < 1e9) ? 3 : 2,
      });

/** 0.3 MB, 42 MB, 10.7 GB: for files and memory. */
export const size = (bytes: number): string =>
  bytes < 1e9 ? megabytes(bytes) : `${(bytes / 1e9).toLocaleString(locale, { maximumFractionDigits: 1 })} GB`;

export const megabytes = (bytes: number): string =>
  `${(bytes / 1e6).toLocaleString(locale, { maximumFractionDigits: bytes < 1e7 ? 1 : 0 })} MB`;

/** 20 Nov 2026; with the time of day where that matters. */
export const date = (iso: string, withTime = false): string =>
  new Date(iso).toLocaleString(
    locale,
    withTime ? { dateStyle: 'medium', timeStyle: 'short' } : { dateStyle: 'medium' },
  );
