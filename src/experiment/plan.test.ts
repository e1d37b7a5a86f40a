import { expect, test } from 'vitest';
import { storedConfig } from '../loop/config.ts';
import { domainNamed } from '../world/domain.ts';
import { arms, armsNamed, configOf, domainsOf, reportedSeeds, tuningSeeds } from './plan.ts';

test('every arm is a configuration of its own, in domains that exist', () => {
  expect(new Set(arms.map(({ name }) => name)).size).toBe(arms.length);
  const configs = arms.map((arm) => {
    const config = configOf(arm, 3);
    expect(storedConfig(config)).toEqual(config);
    expect(config).toMatchObject({ 'run.seed': 3, 'run.rounds': arm.rounds, 'evaluation.questions': 0 });
    for (const domain of domainsOf(arm)) expect(domainNamed(domain)).toBeDefined();
    return JSON.stringify([config, arm.pool]);
  });
  expect(new Set(configs).size).toBe(arms.length);
});

test('only the oracle arm asks for gold labels', () => {
  const gilded = arms.filter((arm) => configOf(arm, 1)['reasoner.labels'] === 'oracle');
  expect(gilded.map(({ name }) => name)).toEqual(['oracle']);
});

test('no picture and no question of tuning is ever reported', () => {
  const runSeeds = arms.flatMap(({ seeds }) => seeds);
  const pools = (from: number): number[] => runSeeds.map((seed) => from + seed);
  expect(pools(tuningSeeds.pool).filter((seed) => pools(reportedSeeds.pool).includes(seed))).toEqual([]);
  expect(tuningSeeds.suite).not.toBe(reportedSeeds.suite);
});

test('a name stands for an arm, a table or all', () => {
  expect(armsNamed('all')).toBe(arms);
  expect(armsNamed('paper')?.map(({ name }) => name)).toEqual(['paper']);
  expect(armsNamed('other-pools')?.map(({ table }) => table)).toEqual(Array(3).fill('other pools'));
  expect(armsNamed('nothing')).toBeUndefined();
});
