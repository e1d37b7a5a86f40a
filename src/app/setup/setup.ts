import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Fault } from '../../errors.ts';
import type { Config, ConfigDifference, ConfigKey } from '../../loop/config.ts';
import { presetConfig, type PresetName } from '../../loop/presets.ts';
import type { BackendChoice } from '../../loop/protocol.ts';
import type { Mode, Part } from './layout.ts';
import { readLink, writeLink, type Link } from './url.ts';

/** What the next run will be; a run in progress keeps its own. */
export interface SetupState {
  readonly link: Link;
  /** Parts of the address that could not be used. */
  readonly refused: readonly Fault[];
}

export interface Setup extends StoreApi<SetupState> {
  apply(difference: ConfigDifference): void;
  reset(key: ConfigKey): void;
  /** All settings of the preset; the seed stays. */
  choosePreset(preset: PresetName): void;
  chooseBackend(backend: BackendChoice): void;
  /** As in a link; null for the embedded one. */
  chooseModel(model: string | null): void;
  chooseCollection(collection: string | null): void;
  chooseMode(mode: Mode): void;
  hide(parts: readonly Part[]): void;
  /** The query that leads back to this setup. */
  query(): string;
  dismissRefused(): void;
}

export function createSetup(query: string): Setup {
  const store = createStore<SetupState>(() => readLink(query));
  const change = (difference: Partial<Link>): void =>
    store.setState(({ link }) => ({ link: { ...link, ...difference } }));
  const config = (): Config => store.getState().link.config;
  return {
    ...store,
    apply: (difference) => change({ config: { ...config(), ...difference } }),
    reset(key) {
      change({ config: { ...config(), [key]: presetConfig(store.getState().link.preset)[key] } });
    },
    choosePreset(preset) {
      change({ preset, config: { ...presetConfig(preset), 'run.seed': config()['run.seed'] } });
    },
    chooseBackend: (backend) => change({ backend }),
    chooseModel: (model) => change({ model }),
    chooseCollection: (collection) => change({ collection }),
    chooseMode: (mode) => change({ mode }),
    hide: (hide) => change({ hide }),
    query: () => writeLink(store.getState().link),
    dismissRefused: () => store.setState({ refused: [] }),
  };
}
