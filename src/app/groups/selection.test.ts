import { expect, it } from 'vitest';
import { tinyRun } from '../fixtures/tinyRun.ts';
import { foldAll } from '../session/fold.ts';
import { noFilter } from './groupFilter.ts';
import { emptyRun } from '../session/runState.ts';
import { select } from './selection.ts';

const run = foldAll(emptyRun, tinyRun);
const follow = { step: null, group: null, member: null, filter: noFilter };

it('follows the newest step, and the first group that teaches something', () => {
  // in the last step the second group has no variance
  expect(select(run, follow)).toMatchObject({ following: true, key: 'r1C3', view: { id: 'r1C3q0' } });
});

it('stays with one group of answers and one place while a step goes on', () => {
  const seen = new Map<string, Set<string>>();
  for (let told = 1; told <= tinyRun.length; told++) {
    const { key, view, place } = select(foldAll(emptyRun, tinyRun.slice(0, told)), follow);
    if (key === null || view === null || !key.includes('C')) continue;
    seen.set(key, (seen.get(key) ?? new Set()).add(`${view.id} ${place?.at} of ${place?.of}`));
  }
  expect([...seen].map(([key, views]) => [key, [...views]])).toEqual([
    ['r1C1', ['r1C1q0 1 of 2']],
    ['r1C2', ['r1C2q2 1 of 2']],
    ['r1C3', ['r1C3q0 1 of 2']],
  ]);
});

it('shows what was chosen', () => {
  const chosen = select(run, { ...follow, step: 'r1A2', group: 'r1A2g1', member: 2 });
  expect(chosen).toMatchObject({ following: false, key: 'r1A2', view: { id: 'r1A2g1' }, member: 2 });
});

it('keeps within the group', () => {
  expect(select(run, { ...follow, step: 'r1A2', group: 'r1A2g1', member: 9 }).member).toBe(3);
  expect(select(run, { ...follow, step: 'r1A2', group: 'of another step' }).view?.id).toBe('r1A2g0');
});

it('says when a step is no longer there', () => {
  expect(select(run, { ...follow, step: 'r9A1' })).toMatchObject({ key: 'r9A1', step: null, view: null });
});
