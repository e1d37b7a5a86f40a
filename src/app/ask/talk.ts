import { createStore, type StoreApi } from 'zustand/vanilla';
import { faultOf, type Fault } from '../../errors.ts';
import type { Picture } from '../../images/picture.ts';
import type { Config } from '../../loop/config.ts';
import type { Role } from '../../loop/events.ts';
import type { AdapterSource, Speaker, Spoken } from '../../loop/protocol.ts';
import { lateStore } from '../lateStore.ts';
import { askerOf, type Asker } from './asker.ts';

/** Stands for the adapter of the setup where a run could be chosen. */
export const givenAdapter = 'adapter';

export type Who = 'base' | Role;

/** One question to a model and what it said. */
export interface Turn {
  readonly key: number;
  readonly who: Who;
  /** The run whose weights spoke; null for the base and for an adapter. */
  readonly runId: string | null;
  /** The name of the adapter that spoke. */
  readonly adapter: string | null;
  readonly pictureId: string;
  /** Null where the speaker asked by itself. */
  readonly question: string | null;
  /** What was said so far. */
  readonly text: string;
  readonly spoken: Spoken | null;
  readonly fault: Fault | null;
}

interface TalkState {
  /** Newest first. */
  readonly turns: readonly Turn[];
  readonly who: Who;
  /** The run whose roles are asked, or `givenAdapter`; null for the newest. */
  readonly runId: string | null;
  readonly pictureId: string | null;
  readonly temperature: number;
}

/** A conversation with the model; nothing is learned from it. */
export interface Talk extends StoreApi<TalkState> {
  ask(question: string | null, picture: Picture, trained: Trained, config: Config): Promise<void>;
  clear(): void;
}

/** Earlier turns are forgotten. */
const MOST_TURNS = 24;

/** Whose training speaks: a run, by its id, or an adapter that was given; null before anything was trained. */
export type Trained = string | AdapterSource | null;

/** Before anything was trained both roles are the base. */
export function speakerOf(who: Who, trained: Trained): Speaker {
  if (who === 'base' || trained === null) return { kind: 'base' };
  if (typeof trained === 'string') return { kind: 'role', role: who, runId: trained };
  return { kind: 'adapter', role: who, adapter: trained };
}

/** Longest answer of a role, tokens. */
const lengthOf = (config: Config, question: string | null): number =>
  config[question === null ? 'questioner.maxNewTokens' : 'reasoner.maxNewTokens'];

function createTalk(asker: Asker): Talk {
  const store = createStore<TalkState>(() => ({
    turns: [],
    who: 'reasoner',
    runId: null,
    pictureId: null,
    temperature: 0,
  }));
  const { getState: get, setState: set } = store;
  let next = 0;
  return {
    ...store,
    async ask(question, picture, trained, config) {
      const key = next++;
      const { who, temperature } = get();
      const speaker = speakerOf(who, trained);
      const turn: Turn = {
        key,
        who,
        runId: speaker.kind === 'role' ? speaker.runId : null,
        adapter: speaker.kind === 'adapter' ? speaker.adapter.name : null,
        pictureId: picture.id,
        question,
        text: '',
        spoken: null,
        fault: null,
      };
      set({ turns: [turn, ...get().turns].slice(0, MOST_TURNS) });
      const change = (difference: Partial<Turn>): void =>
        set({ turns: get().turns.map((one) => (one.key === key ? { ...one, ...difference } : one)) });
      try {
        const asking = {
          speaker,
          picture,
          question,
          temperature,
          // The same words twice in a row are different draws.
          seed: key + 1,
          maxNewTokens: lengthOf(config, question),
          unanswerable: config['votes.unanswerable'],
        };
        const spoken = await asker.ask(asking, (text) => change({ text }));
        change({ text: spoken.text, spoken });
      } catch (thrown) {
        change({ fault: faultOf(thrown) });
      }
    },
    clear: () => set({ turns: [] }),
  };
}

export const talkOf = lateStore((app) => createTalk(askerOf(app)));
