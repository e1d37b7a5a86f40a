export interface DifficultyOptions {
  /** `paper`: 1 − |2c − 1|. `code`: min(c, 1 − c), half of it. `band`: a plateau of confidence, ours. */
  readonly uncertainty: 'paper' | 'code' | 'band';
  readonly bandLow: number;
  readonly bandHigh: number;
}

/** A number and the arithmetic that gave it, in its own numbers. */
export interface Worked {
  readonly value: number;
  readonly formula: string;
}

/**
 * What a confidence `c` is worth. `paper` and `code` peak at an even split, where guessing and hard look the same and
 * labels are worst. `band` pays 1 from `bandLow` to `bandHigh`, where a sure but not trivial reasoner is, falls to 0
 * at full agreement, and to 0 at half of `bandLow`, about the confidence of guessing among four when `bandLow` is that
 * of guessing among two.
 */
export function difficulty(c: number, options: DifficultyOptions): Worked {
  const { uncertainty, bandLow: low, bandHigh: high } = options;
  const at = shown(c);
  if (uncertainty === 'paper') return { value: 1 - Math.abs(2 * c - 1), formula: `1 − |2 × ${at} − 1|` };
  if (uncertainty === 'code') return { value: Math.min(c, 1 - c), formula: `min(${at}, 1 − ${at})` };
  if (c > high) return { value: (1 - c) / (1 - high), formula: `(1 − ${at}) / (1 − ${shown(high)})` };
  if (c >= low) return { value: 1, formula: '1' };
  const foot = low / 2;
  if (c <= foot) return { value: 0, formula: '0' };
  return {
    value: (c - foot) / (low - foot),
    formula: `(${at} − ${shown(foot)}) / (${shown(low)} − ${shown(foot)})`,
  };
}

/** A number for a formula: at most four decimals. */
export function shown(value: number): string {
  return String(Math.round(value * 1e4) / 1e4).replace('-', '−');
}
