import { expect, it } from 'vitest';
import type { Picture } from '../../images/picture.ts';
import { tinyHeader } from '../fixtures/tinyRun.ts';
import { createRescue } from './rescue.ts';

const picture = (id: string): Picture => ({
  id,
  name: `${id}.png`,
  width: 1,
  height: 1,
  rgb: new Uint8Array(3),
});
const header = { ...tinyHeader, pictures: ['a', 'b', 'c'].map((id) => ({ id, name: `${id}.jpg` })) };

/** A rescue to which `handed` is handed. */
function rescueWith(handed: readonly string[], broken = false) {
  const kept: string[] = [];
  const rescue = createRescue({
    async *read() {
      for (const id of handed) yield picture(id);
      if (broken) throw new Error('torn');
    },
    async keep(pictures) {
      kept.push(...pictures.map(({ id }) => id));
    },
  });
  rescue.begin(header, [picture('a')]);
  return { rescue, kept, missing: () => rescue.getState().missing.map(({ id }) => id) };
}

it('matches what is handed in by its content, counts the strangers, and keeps what it found', async () => {
  const { rescue, kept, missing } = rescueWith(['x', 'c', 'a', 'c', 'y']);
  expect(missing()).toEqual(['b', 'c']);
  await rescue.take([]);
  expect(missing()).toEqual(['b']);
  expect(rescue.getState()).toMatchObject({ strangers: 2, working: false, fault: null });
  expect([...rescue.getState().found.keys()]).toEqual(['c']);
  expect(kept).toEqual(['c']);
});

it('keeps what was found before something went wrong', async () => {
  const { rescue, kept, missing } = rescueWith(['b'], true);
  await rescue.take([]);
  expect(missing()).toEqual(['c']);
  expect(kept).toEqual(['b']);
  expect(rescue.getState().fault?.said).toContain('torn');
});
