import { expect, it } from 'vitest';
import { speakerOf } from './talk.ts';

it('asks the base before anything was trained, else the role of the run or of the adapter', () => {
  const files: readonly File[] = [];
  const adapter = { name: 'mine', roles: { questioner: files, reasoner: files } };
  expect(speakerOf('reasoner', null)).toEqual({ kind: 'base' });
  expect(speakerOf('base', adapter)).toEqual({ kind: 'base' });
  expect(speakerOf('questioner', 'calm-fox-1')).toEqual({
    kind: 'role',
    role: 'questioner',
    runId: 'calm-fox-1',
  });
  expect(speakerOf('reasoner', adapter)).toEqual({ kind: 'adapter', role: 'reasoner', adapter });
});
