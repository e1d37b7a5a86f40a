/** A difference with the half width of its 95 % interval; the interval is null where nothing can be said of it. */
export interface Estimate {
  readonly value: number;
  readonly half: number | null;
}

/** Marks of some suites, by suite: one character for every question, a digit that is divided by `full`. */
export type Marks = Readonly<Record<string, string>>;

/**
 * How much better `after` is than `before`, both measured on the same questions: the mean over the suites of the mean
 * difference a question. Several entries are several seeds, of which each question's mean is taken first. The interval
 * is that of the questions: it says how much another draw of them would move the figure, the runs being as they are.
 * Null where a suite is missing or was asked other questions.
 */
export function pairedGain(before: readonly Marks[], after: readonly Marks[]): Estimate | null {
  const suites = Object.keys(after[0] ?? before[0] ?? {});
  if (suites.length === 0 || before.length === 0 || after.length === 0) return null;
  let [value, variance] = [0, 0];
  for (const suite of suites) {
    const marks = [...before, ...after].map((them) => them[suite]);
    const n = marks[0]?.length ?? 0;
    if (n === 0 || marks.some((them) => them?.length !== n)) return null;
    const mean = (all: readonly Marks[], place: number): number =>
      all.reduce((sum, them) => sum + Number(them[suite]![place]), 0) / all.length;
    const differences = Array.from({ length: n }, (_, place) => mean(after, place) - mean(before, place));
    const centre = average(differences);
    value += centre / suites.length;
    const spread = differences.reduce((sum, difference) => sum + (difference - centre) ** 2, 0);
    variance += n > 1 ? spread / (n - 1) / n / suites.length ** 2 : 0;
  }
  return { value, half: 1.959963984540054 * Math.sqrt(variance) };
}

/** Quantiles of Student's t at 97.5 % by degrees of freedom. */
const T975 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

/** The mean over seeds with Student's interval; without one for a single seed, or more than ten. */
export function overSeeds(values: readonly number[]): Estimate | null {
  if (values.length === 0) return null;
  const value = average(values);
  const t = T975[values.length - 2];
  if (t === undefined) return { value, half: null };
  const variance = values.reduce((sum, it) => sum + (it - value) ** 2, 0) / (values.length - 1);
  return { value, half: t * Math.sqrt(variance / values.length) };
}

export const average = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
