import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Fault } from '../../errors.ts';
import { keysOf } from '../../loop/field.ts';
import type { Config, ConfigDifference, ConfigKey } from '../../loop/config.ts';
import { presetConfig, type PresetName } from '../../loop/presets.ts';
import type { AdapterSource, BackendChoice, PackingChoice } from '../../loop/protocol.ts';
import type { Mode, Part } from './layout.ts';
import { readLink, writeLink, type Link } from './url.ts';

/** What the next run will be; a run in progress keeps its own. */
export interface SetupState {
  readonly link: Link;
  /** What the visitor's settings are while a lesson lends others in their place; empty outside of lessons. */
  readonly own: ConfigDifference;
  /** A dropped adapter that the next run goes on from; no link can hold it. */
  readonly adapter: DroppedAdapter | null;
  /** Parts of the address that could not be used. */
  readonly refused: readonly Fault[];
}

export interface DroppedAdapter extends AdapterSource {
  /** the model that it says it was made for */
  readonly baseName: string | null;
}

export interface Setup extends StoreApi<SetupState> {
  apply(difference: ConfigDifference): void;
  reset(key: ConfigKey): void;
  /** All settings of the preset; the seed stays. */
  choosePreset(preset: PresetName): void;
  chooseBackend(backend: BackendChoice): void;
  choosePacking(packing: PackingChoice): void;
  /** As in a link; null for the embedded one. */
  chooseModel(model: string | null): void;
  chooseAdapter(adapter: DroppedAdapter | null): void;
  chooseCollection(collection: string | null): void;
  chooseMode(mode: Mode): void;
  hide(parts: readonly Part[]): void;
  /** Sets these for a while; what was lent before is given back first. What is changed meanwhile is the visitor's. */
  lend(difference: ConfigDifference): void;
  /** The query that leads back to this setup. */
  query(): string;
  dismissRefused(): void;
}

/** The link as the visitor left it, without what a lesson lent. */
export const ownLink = ({ link, own }: Pick<SetupState, 'link' | 'own'>): Link => ({
  ...link,
  config: { ...link.config, ...own },
});

export function createSetup(query: string): Setup {
  const store = createStore<SetupState>(() => ({ ...readLink(query), own: {}, adapter: null }));
  const change = (difference: Partial<Link>): void =>
    store.setState(({ link }) => ({ link: { ...link, ...difference } }));
  const config = (): Config => store.getState().link.config;
  function apply(difference: ConfigDifference): void {
    store.setState(({ link, own }) => ({
      link: { ...link, config: { ...link.config, ...difference } },
      own: Object.fromEntries(Object.entries(own).filter(([key]) => !Object.hasOwn(difference, key))),
    }));
  }
  return {
    ...store,
    apply,
    reset: (key) => apply({ [key]: presetConfig(store.getState().link.preset)[key] }),
    choosePreset(preset) {
      store.setState({ own: {} });
      change({ preset, config: { ...presetConfig(preset), 'run.seed': config()['run.seed'] } });
    },
    chooseBackend: (backend) => change({ backend }),
    choosePacking: (packing) => change({ packing }),
    chooseModel: (model) => change({ model }),
    chooseAdapter: (adapter) => store.setState({ adapter }),
    chooseCollection: (collection) => change({ collection }),
    chooseMode: (mode) => change({ mode }),
    hide: (hide) => change({ hide }),
    lend(difference) {
      const link = ownLink(store.getState());
      const own = Object.fromEntries(keysOf(difference).map((key) => [key, link.config[key]]));
      store.setState({ link: { ...link, config: { ...link.config, ...difference } }, own });
    },
    query: () => writeLink(ownLink(store.getState())),
    dismissRefused: () => store.setState({ refused: [] }),
  };
}
