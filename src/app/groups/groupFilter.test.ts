import { expect, it } from 'vitest';
import { tinyRun } from '../fixtures/tinyRun.ts';
import { foldAll } from '../session/fold.ts';
import { emptyRun } from '../session/runState.ts';
import { filtered, noFilter, type GroupFilter } from './groupFilter.ts';

const all = foldAll(emptyRun, tinyRun).rows.flatMap((row) => row.groups);
const ids = (filter: Partial<GroupFilter>) =>
  filtered(all, { ...noFilter, order: 'asked', ...filter }).map(({ id }) => id);

it('takes everything, in the order in which it was asked', () => {
  expect(ids({})).toHaveLength(all.length);
  expect(ids({}).slice(0, 2)).toEqual(['r1A1g0', 'r1A1g1']);
});

it('takes one role', () => {
  expect(ids({ role: 'reasoner' }).every((id) => id.startsWith('r1C'))).toBe(true);
});

it('takes what teaches nothing, what does not parse and what is known to be wrong', () => {
  expect(ids({ noVariance: true })).toEqual(['r1A2g1', 'r1C2q3', 'r1C3q1']);
  expect(ids({ unparsed: true })).toEqual(['r1A1g0', 'r1C1q0']);
  expect(ids({ wrong: true })).toEqual(['r1A1g0', 'r1B1p1', 'r1C1q1', 'r1C3q1']);
});

it('finds words that were asked or answered, whatever their case', () => {
  expect(ids({ find: ' RED Circles' })).toEqual(['r1A1g0', 'r1B1p0', 'r1C1q0', 'r1C3q0']);
  expect(ids({ find: 'nothing of the kind' })).toEqual([]);
});

it('takes groups whose best reward is large enough', () => {
  expect(ids({ least: 1, role: 'questioner' })).toEqual(['r1A1g0', 'r1A1g1', 'r1A2g0']);
});

it('puts the widest spread first, and what has none yet last', () => {
  const spread = filtered(all, { ...noFilter, order: 'spread' });
  const known = spread.flatMap(({ deviation }) => deviation ?? []);
  expect(known).toEqual(known.toSorted((a, b) => b - a));
  expect(spread.at(-1)?.deviation).toBeNull();
});
