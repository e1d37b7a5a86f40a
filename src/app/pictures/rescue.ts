import { createStore, type StoreApi } from 'zustand/vanilla';
import { faultOf, type Fault } from '../../errors.ts';
import type { AddedFile } from '../../images/dropped.ts';
import type { Picture } from '../../images/picture.ts';
import type { RunHeader } from '../../loop/events.ts';
import { lateStore } from '../lateStore.ts';

type Added = Iterable<AddedFile> | AsyncIterable<AddedFile>;
type Listed = RunHeader['pictures'][number];

interface RescueState {
  /** The run whose pictures are looked for; null before any was. */
  readonly header: RunHeader | null;
  /** Those of its pictures that are not here. */
  readonly missing: readonly Listed[];
  /** What was handed in and belongs to a run, by id. */
  readonly found: ReadonlyMap<string, Picture>;
  /** Pictures that were handed in and are none of the run's. */
  readonly strangers: number;
  readonly working: boolean;
  readonly fault: Fault | null;
}

/** Brings back the pictures of a stored run: files are matched by what is on them, whatever they are called now. */
export interface Rescue extends StoreApi<RescueState> {
  begin(header: RunHeader, here: readonly Picture[]): void;
  take(added: Added): Promise<void>;
}

/** What the rescue stands on; a test gives its own. */
interface Ground {
  /** Pictures of files, as the tray would read them. */
  readonly read: (added: Added) => AsyncIterable<Picture>;
  /** Keeps them for the next visit. */
  readonly keep: (pictures: readonly Picture[]) => Promise<void>;
}

export function createRescue({ read, keep }: Ground): Rescue {
  const store = createStore<RescueState>(() => ({
    header: null,
    missing: [],
    found: new Map(),
    strangers: 0,
    working: false,
    fault: null,
  }));
  const { getState: get, setState: set } = store;
  return {
    ...store,
    begin(header, here) {
      const known = new Set(here.map(({ id }) => id));
      const missing = header.pictures.filter(({ id }) => !known.has(id));
      set({ header, missing, strangers: 0, fault: null });
    },
    async take(added) {
      set({ working: true, strangers: 0, fault: null });
      const matched: Picture[] = [];
      try {
        for await (const picture of read(added)) {
          const { missing, found, strangers, header } = get();
          if (missing.some(({ id }) => id === picture.id)) {
            matched.push(picture);
            set({
              missing: missing.filter(({ id }) => id !== picture.id),
              found: new Map(found).set(picture.id, picture),
            });
          } else if (header?.pictures.every(({ id }) => id !== picture.id) === true) {
            set({ strangers: strangers + 1 });
          }
        }
      } catch (thrown) {
        set({ fault: faultOf(thrown) });
      }
      // Without room for them they are here until the page is closed.
      await keep(matched).catch(() => undefined);
      set({ working: false });
    },
  };
}

export const rescueOf = lateStore((app) =>
  createRescue({
    async *read(added) {
      const [{ addPictures }, { intakeBounds }] = await Promise.all([
        import('../../images/addPictures.ts'),
        import('../../images/bounds.ts'),
      ]);
      const seed = app.setup.getState().link.config['run.seed'];
      // None may be left out: the ones that are looked for can be any of them.
      const bounds = { maxPictures: intakeBounds.maxFiles };
      for await (const event of addPictures(added, { held: [], seed, bounds }))
        if (event.kind === 'picture') yield event.picture;
    },
    keep: async (pictures) => (await import('./pictureShelf.ts')).addKept(pictures),
  }),
);
