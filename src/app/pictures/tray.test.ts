import { describe, expect, it } from 'vitest';
import { createTray, type PictureSource, type TrayEvent } from './tray.ts';

const picture = (id: string): TrayEvent => ({
  kind: 'picture',
  picture: { id, name: `${id}.png`, width: 1, height: 1, rgb: new Uint8Array(3) },
  thumbnail: { width: 1, height: 1, rgba: new Uint8ClampedArray(4) },
  notes: [],
});
const refusal: TrayEvent = {
  kind: 'refusal',
  refusal: { name: 'notes.txt', code: 'not-a-picture', said: 'No picture.', fix: 'Add PNG files.' },
};
const file = { file: new File([], 'a'), path: 'a' };

/** Draws two pictures; takes one and refuses another. */
const source: PictureSource = async (request, onEvent) => {
  const events =
    request.kind === 'draw' ? [picture('drawn 1'), picture('drawn 2')] : [picture('own'), refusal];
  for (const event of events) onEvent(event);
  onEvent({ kind: 'end', said: null });
};

const ids = (tray: ReturnType<typeof createTray>) => tray.getState().pictures.map((one) => one.picture.id);

describe('the tray', () => {
  it('lets own pictures take the place of a built-in collection', async () => {
    const tray = createTray(source);
    await tray.draw('shapes', 2, 1);
    expect(tray.getState()).toMatchObject({ collection: 'shapes', work: null });
    expect(ids(tray)).toEqual(['drawn 1', 'drawn 2']);
    await tray.take([file], 1);
    expect(ids(tray)).toEqual(['own']);
    expect(tray.getState().collection).toBeNull();
  });

  it('adds to own pictures, says what was refused and counts what is held', async () => {
    const held: number[] = [];
    const tray = createTray(async (request, onEvent) => {
      if (request.kind === 'take') held.push(request.held.length);
      await source(request, onEvent);
    });
    await tray.take([file], 1);
    await tray.take([file], 1);
    expect(held).toEqual([0, 1]);
    expect(tray.getState().refusals).toHaveLength(1);
    expect(ids(tray)).toHaveLength(2);
  });

  it('keeps a built-in collection where nothing took its place, and says why', async () => {
    const tray = createTray(async (request, onEvent) => {
      if (request.kind === 'take') onEvent(refusal);
      else await source(request, onEvent);
    });
    await tray.draw('shapes', 2, 1);
    await tray.take([file], 1);
    expect(ids(tray)).toEqual(['drawn 1', 'drawn 2']);
    expect(tray.getState()).toMatchObject({ collection: 'shapes', refusals: [{ name: 'notes.txt' }] });
    tray.empty();
    await tray.take([file], 1);
    expect(ids(tray)).toEqual([]);
  });

  it('shows what went wrong instead of failing', async () => {
    const tray = createTray(async () => {
      throw new Error('broken');
    });
    await tray.draw('shapes', 2, 1);
    expect(tray.getState()).toMatchObject({ work: null, fault: { said: 'broken' } });
  });

  it('removes one and empties', async () => {
    const tray = createTray(source);
    await tray.draw('shapes', 2, 1);
    tray.remove('drawn 1');
    expect(ids(tray)).toEqual(['drawn 2']);
    tray.empty();
    expect(ids(tray)).toEqual([]);
  });
});
