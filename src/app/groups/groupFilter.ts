import type { Role } from '../../loop/events.ts';
import type { GroupSummary } from './groupSummary.ts';

export const orders = ['spread', 'mean', 'best', 'asked'] as const;
type Order = (typeof orders)[number];

/** Which groups are listed, and in which order. */
export interface GroupFilter {
  /** The groups of all steps instead of one step's. */
  readonly everywhere: boolean;
  readonly role: Role | 'both';
  readonly noVariance: boolean;
  readonly unparsed: boolean;
  readonly wrong: boolean;
  /** The best reward of the group is at least this; null takes all. */
  readonly least: number | null;
  readonly find: string;
  readonly order: Order;
}

export const noFilter: GroupFilter = {
  everywhere: false,
  role: 'both',
  noVariance: false,
  unparsed: false,
  wrong: false,
  least: null,
  find: '',
  order: 'spread',
};

const figureOf = { spread: 'deviation', mean: 'mean', best: 'best' } as const;

/** Whether anything is filtered at all; the order is none of it. */
export const filters = (filter: GroupFilter): boolean =>
  filter.role !== 'both' ||
  filter.noVariance ||
  filter.unparsed ||
  filter.wrong ||
  filter.least !== null ||
  filter.find.trim() !== '';

/** The groups that pass, in the chosen order; what has no number yet stays behind what has, as it came. */
export function filtered(groups: readonly GroupSummary[], filter: GroupFilter): readonly GroupSummary[] {
  const words = filter.find.trim().toLowerCase();
  const passing = groups.filter(
    (group) =>
      (filter.role === 'both' || group.role === filter.role) &&
      (!filter.noVariance || group.zeroVariance) &&
      (!filter.unparsed || group.unparsed > 0) &&
      (!filter.wrong || (group.wrong ?? 0) > 0) &&
      (filter.least === null || (group.best ?? Number.NEGATIVE_INFINITY) >= filter.least) &&
      (words === '' || group.text.includes(words)),
  );
  const { order } = filter;
  if (order === 'asked') return passing;
  const value = (group: GroupSummary): number => group[figureOf[order]] ?? Number.NEGATIVE_INFINITY;
  return passing.toSorted((a, b) => {
    const [left, right] = [value(a), value(b)];
    return left === right ? 0 : right > left ? 1 : -1;
  });
}
