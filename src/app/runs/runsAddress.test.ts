import { expect, it } from 'vitest';
import { readRunsAddress, writeRunsAddress } from './runsAddress.ts';

it.each([
  ['', { part: 'list', runs: [] }],
  ['?runs=calm-otter-0001', { part: 'list', runs: ['calm-otter-0001'] }],
  [
    '/compare?runs=calm-otter-0001,recorded/paper.jsonl.gz',
    { part: 'compare', runs: ['calm-otter-0001', 'recorded/paper.jsonl.gz'] },
  ],
  ['/blind', { part: 'blind', runs: [] }],
] as const)('reads %j back as it was written', (detail, place) => {
  expect(readRunsAddress(detail)).toEqual(place);
  expect(writeRunsAddress(place)).toBe(detail);
});

it('makes of anything else the list, and names each run once', () => {
  expect(readRunsAddress('/cooking?runs=a,,b,a')).toEqual({ part: 'list', runs: ['a', 'b'] });
});

it('keeps a name that is no address whole', () => {
  const runs = ['a b&c=d', 'ü?#'];
  expect(readRunsAddress(writeRunsAddress({ part: 'compare', runs })).runs).toEqual(runs);
});
