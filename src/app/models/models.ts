import { createStore, type StoreApi } from 'zustand/vanilla';
import { faultOf, type Fault } from '../../errors.ts';
import { checkedHost, publicHub, type HubRepo } from '../../hub/address.ts';
import type { DownloadProgress } from '../../hub/tally.ts';
import type { StoredModel } from '../../hub/stored.ts';
import { keptToken, useToken, type TokenPlace } from '../../hub/token.ts';
import type { Machine } from '../../device/probe.ts';
import type { BackendChoice, PackingChoice } from '../../loop/protocol.ts';
import { lateStore } from '../lateStore.ts';
import type { Dropped, ModelDesk, Needs, Place } from './modelCalls.ts';
import { modelDesk } from './modelDesk.ts';
import { linkOf, type ModelRef } from './modelRef.ts';

/** A download that runs, or that came to an end before the model was whole. */
export interface Load {
  readonly repo: HubRepo;
  readonly running: boolean;
  readonly progress: DownloadProgress | null;
  readonly fault: Fault | null;
}

export interface ModelsState {
  /** Null before the first look. */
  readonly stored: readonly StoredModel[] | null;
  /** Null while it is computed. */
  readonly needs: Needs | null;
  /** By the name in a link. */
  readonly loads: ReadonlyMap<string, Load>;
  /** Where models are fetched from. */
  readonly host: string;
  /** Whether a token is set, and whether it is kept for the next visit. */
  readonly hasToken: boolean;
  readonly remembers: boolean;
  /** The folder that was dropped in this visit. */
  readonly dropped: Dropped | null;
  /** Whether the page knows where the adapter of the setup lies, for the next visit. */
  readonly adapterKept: boolean;
  /** Addresses of other hosts that the visitor let this page read from, in this visit. */
  readonly allowed: ReadonlySet<string>;
  /** What was asked for and is not here; shown first. */
  readonly wanted: string | null;
}

/** The models of this browser, on their way to it, and those that could be. Nothing is fetched before it is told to. */
export interface Models extends StoreApi<ModelsState> {
  /** Reads what is stored anew. */
  look(): Promise<readonly StoredModel[]>;
  /** Works out what models take on a device, a dropped one among them. */
  weigh(place: Place, dropped: Dropped | null): Promise<void>;
  download(repo: HubRepo, place: Place): Promise<void>;
  cancel(link: string): void;
  remove(folder: string): Promise<void>;
  /** @throws VisplayError `hub-address` for what cannot be a host */
  setHost(text: string): void;
  /** @throws VisplayError `hub-token` for what cannot be one */
  setToken(text: string, keep: boolean): void;
  /** The token of a host, for this visit or as it was remembered; null for any host but the one that is set. */
  tokenFor(host: string): string | null;
  readonly push: ModelDesk['push'];
}

/** What the models stand on; a test gives its own. */
export interface ModelsGround {
  readonly desk: ModelDesk;
  readonly storage: TokenPlace;
  /** Asks the browser to keep what is stored. */
  readonly persist: () => Promise<unknown>;
}

const HOST_KEY = 'visplay hub';

/** The id of a model among all that is kept here. */
export const keptModel = (folder: string): string => `checkpoint ${folder}`;

/** What another version or page left there may be anything. */
function rememberedHost(storage: TokenPlace): string {
  try {
    return checkedHost(storage.getItem(HOST_KEY) ?? publicHub);
  } catch {
    return publicHub;
  }
}

export function createModels(ground: ModelsGround): Models {
  const { desk, storage } = ground;
  // Beside the store: nothing that prints or sends the state can hold it.
  let token: string | null = null;
  const host = rememberedHost(storage);
  token = keptToken(host, storage);
  const store = createStore<ModelsState>(() => ({
    stored: null,
    needs: null,
    loads: new Map(),
    host,
    hasToken: token !== null,
    remembers: token !== null,
    dropped: null,
    adapterKept: false,
    allowed: new Set<string>(),
    wanted: null,
  }));
  const { getState: get, setState: set } = store;
  let weighed: Place | null = null;

  async function look(): Promise<readonly StoredModel[]> {
    const stored = await desk.list();
    set({ stored });
    return stored;
  }

  async function weigh(place: Place, dropped: Dropped | null): Promise<void> {
    weighed = place;
    const needs = await desk.needs(place, dropped);
    if (weighed === place) set({ needs });
  }

  const tokenFor = (host: string): string | null => (host === get().host ? token : null);

  const change = (link: string, load: Partial<Load>): void => {
    const before = get().loads.get(link);
    if (before !== undefined) set({ loads: new Map(get().loads).set(link, { ...before, ...load }) });
  };

  return {
    ...store,
    look,
    weigh,
    async download(repo, place) {
      const link = linkOf({ kind: 'hub', id: repo.id, revision: repo.revision });
      if (get().loads.get(link)?.running === true) return;
      const begun: Load = { repo, running: true, progress: null, fault: null };
      set({ loads: new Map(get().loads).set(link, begun) });
      try {
        // Else the browser may clear half a gigabyte when it needs room. Workers cannot ask for it.
        await ground.persist();
        await desk.download({ repo, token: tokenFor(repo.host), place }, (progress) =>
          change(link, { progress }),
        );
        const left = new Map(get().loads);
        left.delete(link);
        set({ loads: left });
      } catch (thrown) {
        change(link, { running: false, fault: faultOf(thrown) });
      }
      await look();
      await weigh(weighed ?? place, get().dropped);
    },
    cancel(link) {
      const load = get().loads.get(link);
      if (load !== undefined) desk.cancel(`${load.repo.id}@${load.repo.revision}`);
    },
    async remove(folder) {
      await desk.remove(folder);
      await look();
    },
    setHost(text) {
      const next = checkedHost(text.trim() === '' ? publicHub : text.trim());
      if (next === get().host) return;
      if (next === publicHub) storage.removeItem(HOST_KEY);
      else storage.setItem(HOST_KEY, next);
      token = keptToken(next, storage);
      set({ host: next, hasToken: token !== null, remembers: token !== null });
    },
    setToken(text, keep) {
      token = useToken(text, get().host, keep, storage);
      set({ hasToken: token !== null, remembers: keep && token !== null });
    },
    tokenFor,
    push: (order, onProgress) => desk.push(order, onProgress),
  };
}

export const modelsOf = lateStore(() =>
  createModels({
    desk: modelDesk(),
    storage: localStorage,
    persist: async () => navigator.storage?.persist?.().catch(() => false),
  }),
);

/** The stored model of a reference, from whichever host it came. */
export function storedOf(
  stored: readonly StoredModel[] | null,
  ref: Extract<ModelRef, { kind: 'hub' }>,
): StoredModel | null {
  const found = (stored ?? []).filter(({ id, revision }) => id === ref.id && revision === ref.revision);
  return found.find(({ state }) => state === 'whole') ?? found[0] ?? null;
}

/** What a run would be computed on, as the setup says and the machine allows. */
export function placeOf(
  choice: BackendChoice,
  machine: Machine | null,
  budgetMegabytes: number,
  packing: PackingChoice = 'auto',
): Place {
  // A GPU in software is slower than none.
  const backend = choice === 'auto' ? (machine?.webgpu === 'hardware' ? 'webgpu' : 'wasm') : choice;
  return { backend, cap: budgetMegabytes === 0 ? null : budgetMegabytes * 1e6, packing };
}
