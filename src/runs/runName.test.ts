import { expect, it } from 'vitest';
import { newRunId, runName } from './runName.ts';

it('names a run by its seed and time, and by nothing else', () => {
  const at = new Date('2026-11-23T03:00:00Z');
  const id = newRunId(7, at);
  expect(id).toMatch(/^[a-z]+-[a-z]+-[0-9a-z]{4}$/);
  expect(newRunId(7, new Date(at))).toBe(id);
  expect(newRunId(8, at)).not.toBe(id);
  expect(newRunId(7, new Date('2026-11-23T03:00:01Z'))).not.toBe(id);
  expect(id.startsWith(`${runName(id)}-`)).toBe(true);
});

it('hardly ever gives two of a thousand runs the same id', () => {
  const ids = Array.from({ length: 1000 }, (_, index) => newRunId(1, new Date(index * 1000)));
  expect(new Set(ids).size).toBe(1000);
});
