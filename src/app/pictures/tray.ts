import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AddedFile } from '../../images/dropped.ts';
import { faultOf, type Fault } from '../../errors.ts';
import type { Picture } from '../../images/picture.ts';
import type { Note, Refusal } from '../../images/refusals.ts';
import type { Thumbnail } from '../../images/thumbnail.ts';

/** Files as a drop, a paste or a picker gives them; a drop lists its folders while it is being read. */
type Added = Iterable<AddedFile> | AsyncIterable<AddedFile>;

/** What to put into the tray. */
export type TrayRequest =
  | {
      readonly kind: 'take';
      readonly added: Added;
      /** Pictures that are there already: they count against the bounds, and repeats of them are known. */
      readonly held: readonly Pick<Picture, 'id' | 'name' | 'width' | 'height'>[];
      readonly seed: number;
    }
  | { readonly kind: 'draw'; readonly collection: string; readonly count: number; readonly seed: number }
  /** A collection that the visitor saved. */
  | { readonly kind: 'open'; readonly saved: string };

/** What happens on the way, in order; `end` is the last. */
export type TrayEvent =
  | { readonly kind: 'progress'; readonly work: TrayWork['work']; readonly done: number; readonly of: number }
  | {
      readonly kind: 'picture';
      readonly picture: Picture;
      readonly thumbnail: Thumbnail;
      readonly notes: readonly Note[];
    }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'refusal'; readonly refusal: Refusal }
  | { readonly kind: 'end'; readonly said: string | null };

export type PictureSource = (request: TrayRequest, onEvent: (event: TrayEvent) => void) => Promise<void>;

interface TrayWork {
  readonly work: 'scanning' | 'decoding' | 'drawing' | 'opening';
  readonly done: number;
  readonly of: number;
}

export interface TrayPicture {
  readonly picture: Picture;
  readonly thumbnail: Thumbnail;
}

export interface TrayState {
  readonly pictures: readonly TrayPicture[];
  /** The built-in collection that fills the tray; null for the visitor's own pictures. */
  readonly collection: string | null;
  /** The visitor's own collection that was opened, as long as nothing was added to it. */
  readonly saved: string | null;
  readonly refusals: readonly Refusal[];
  readonly notes: readonly Note[];
  readonly duplicates: number;
  /** What a bound left out, as a sentence. */
  readonly said: string | null;
  readonly work: TrayWork | null;
  readonly fault: Fault | null;
}

export interface Tray extends StoreApi<TrayState> {
  /** Adds files to the visitor's own pictures; a built-in collection makes room for them. */
  take(added: Added, seed: number): Promise<void>;
  /** Replaces what is in the tray. */
  draw(collection: string, count: number, seed: number): Promise<void>;
  /** Replaces what is in the tray by a saved collection. */
  open(saved: string): Promise<void>;
  /** Remembers that what is in the tray is kept under this name. */
  named(saved: string): void;
  remove(id: string): void;
  empty(): void;
  /** Shows what it held before; what is still on its way into it is dropped. */
  restore(before: TrayState): void;
  /** Forgets what was said about files that were not taken. */
  dismiss(): void;
}

const nothing: TrayState = {
  pictures: [],
  collection: null,
  saved: null,
  refusals: [],
  notes: [],
  duplicates: 0,
  said: null,
  work: null,
  fault: null,
};

export function createTray(source: PictureSource): Tray {
  const store = createStore<TrayState>(() => nothing);
  const { getState: get, setState: set } = store;
  let turn: Promise<void> = Promise.resolve();
  let current = 0;

  /** A drop without a picture in it takes nothing away. */
  function keepCollection({ collection, pictures }: TrayState): void {
    if (collection !== null && get().pictures.length === 0) set({ collection, pictures });
  }

  /** One request after the other; a newer collection makes an older one that is still being drawn stop counting. */
  function request(make: () => TrayRequest, started: () => void): Promise<void> {
    turn = turn.then(async () => {
      const mine = ++current;
      const before = get();
      started();
      const asked = make();
      try {
        await source(asked, (event) => {
          if (mine === current) hear(event);
        });
      } catch (thrown) {
        set({ fault: faultOf(thrown) });
      }
      if (mine === current && asked.kind === 'take') keepCollection(before);
      set({ work: null });
    });
    return turn;
  }

  function hear(event: TrayEvent): void {
    const { pictures, refusals, notes, duplicates } = get();
    switch (event.kind) {
      case 'progress':
        set({ work: { work: event.work, done: event.done, of: event.of } });
        break;
      case 'picture':
        set({
          pictures: [...pictures, { picture: event.picture, thumbnail: event.thumbnail }],
          notes: [...notes, ...event.notes],
        });
        break;
      case 'duplicate':
        set({ duplicates: duplicates + 1 });
        break;
      case 'refusal':
        set({ refusals: [...refusals, event.refusal] });
        break;
      case 'end':
        set({ said: event.said });
        break;
      default:
        event satisfies never;
    }
  }

  return {
    ...store,
    take: (added, seed) =>
      request(
        () => ({
          kind: 'take',
          added,
          seed,
          held: get().pictures.map(({ picture: { id, name, width, height } }) => ({
            id,
            name,
            width,
            height,
          })),
        }),
        () => {
          const own = get().collection === null ? get().pictures : [];
          set({ ...nothing, pictures: own, work: { work: 'scanning', done: 0, of: 0 } });
        },
      ),
    draw: (collection, count, seed) =>
      request(
        () => ({ kind: 'draw', collection, count, seed }),
        () => set({ ...nothing, collection, work: { work: 'drawing', done: 0, of: count } }),
      ),
    open: (saved) =>
      request(
        () => ({ kind: 'open', saved }),
        () => set({ ...nothing, saved, work: { work: 'opening', done: 0, of: 0 } }),
      ),
    named: (saved) => set({ saved }),
    remove: (id) => set({ saved: null, pictures: get().pictures.filter(({ picture }) => picture.id !== id) }),
    empty: () => set(nothing),
    restore(before) {
      current++;
      set({ ...before, work: null });
    },
    dismiss: () => set({ refusals: [], notes: [], duplicates: 0, said: null, fault: null }),
  };
}
