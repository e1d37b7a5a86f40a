import { expect, it } from 'vitest';
import { matches } from './match.ts';

const all = [
  { label: 'Next stage', also: 'stage' },
  { label: 'Charts', also: 'charts' },
  { label: 'Learning rate', also: 'grpo.learningRate' },
  { label: 'Whole run (.visplay)', also: 'export run' },
  { label: 'Start', also: 'start' },
];
const labels = (query: string): string[] => matches(all, query).map(({ label }) => label);

it('shows everything before the first letter', () => {
  expect(labels('')).toEqual(all.map(({ label }) => label));
});

it('puts a label that begins with what was typed before one that holds it', () => {
  expect(labels('sta')).toEqual(['Start', 'Next stage']);
});

it('finds every word anywhere, in any order and case', () => {
  expect(labels('RATE learn')).toEqual(['Learning rate']);
  expect(labels('rate chart')).toEqual([]);
});

it('finds by names that are not shown', () => {
  expect(labels('export')).toEqual(['Whole run (.visplay)']);
  expect(labels('learningrate')).toEqual(['Learning rate']);
});
