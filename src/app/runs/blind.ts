import { createStore, type StoreApi } from 'zustand/vanilla';
import { faultOf, VisplayError, type Fault } from '../../errors.ts';
import type { Picture } from '../../images/picture.ts';
import type { Config } from '../../loop/config.ts';
import { questionIn } from '../../questioner/parse.ts';
import type { BlindCount } from '../../runs/runNotes.ts';
import { integer, key } from '../../tensor/random.ts';
import { lateStore } from '../lateStore.ts';
import { askerOf, type Asker } from '../ask/asker.ts';

/** Which of two answers somebody liked better, without knowing whose it is. */
export type Choice = 'left' | 'right' | 'tie';

export interface BlindTrial {
  readonly pictureId: string;
  readonly question: string;
  readonly left: string;
  readonly right: string;
  readonly evolvedIsLeft: boolean;
  /** Null until somebody chose; then the names are shown. */
  readonly choice: Choice | null;
}

interface BlindState {
  readonly trial: BlindTrial | null;
  readonly work: 'asking' | 'answering' | null;
  readonly fault: Fault | null;
}

/** A blind test of a run against its base: the same question about the same picture, names hidden until one is chosen. */
export interface Blind extends StoreApi<BlindState> {
  /** Lets the base ask a question about one of the pictures, or takes the given one, and both reasoners answer it. */
  next(runId: string, pictures: readonly Picture[], config: Config, question: string | null): Promise<void>;
  /** Shows whose the answers are, and says who was chosen. */
  choose(choice: Choice): keyof BlindCount | null;
}

/** Questions that do not parse are asked anew this often. */
const PATIENCE = 5;

export function whoWon({ evolvedIsLeft }: BlindTrial, choice: Choice): keyof BlindCount {
  if (choice === 'tie') return 'ties';
  return (choice === 'left') === evolvedIsLeft ? 'evolved' : 'base';
}

/** @param seed of the order of pictures, questions and sides */
export function createBlind(asker: Asker, seed: number): Blind {
  const store = createStore<BlindState>(() => ({ trial: null, work: null, fault: null }));
  const { getState: get, setState: set } = store;
  let trials = 0;

  return {
    ...store,
    async next(runId, pictures, config, question) {
      if (pictures.length === 0 || get().work !== null) return;
      const drawn = key(seed, trials++);
      const picture = pictures[integer(drawn, 0, pictures.length)]!;
      const evolvedIsLeft = integer(drawn, 1, 2) === 0;
      const common = { picture, unanswerable: config['votes.unanswerable'] };
      const base = { kind: 'base' } as const;
      set({ work: question === null ? 'asking' : 'answering', fault: null, trial: null });
      try {
        let asked = question;
        for (let attempt = 0; asked === null && attempt < PATIENCE; attempt++) {
          const spoken = await asker.ask({
            ...common,
            speaker: base,
            question: null,
            temperature: 1,
            seed: key(drawn, 2, attempt),
            maxNewTokens: config['questioner.maxNewTokens'],
          });
          asked = questionIn(spoken.text);
        }
        if (asked === null) throw noQuestion();
        set({ work: 'answering' });
        const answering = {
          ...common,
          question: asked,
          temperature: 0,
          seed: drawn,
          maxNewTokens: config['reasoner.maxNewTokens'],
        };
        const before = await asker.ask({ ...answering, speaker: base });
        const after = await asker.ask({ ...answering, speaker: { kind: 'role', role: 'reasoner', runId } });
        const [left, right] = evolvedIsLeft ? [after.text, before.text] : [before.text, after.text];
        set({
          trial: { pictureId: picture.id, question: asked, left, right, evolvedIsLeft, choice: null },
        });
      } catch (thrown) {
        set({ fault: faultOf(thrown) });
      }
      set({ work: null });
    },
    choose(choice) {
      const { trial } = get();
      if (trial === null || trial.choice !== null) return null;
      set({ trial: { ...trial, choice } });
      return whoWon(trial, choice);
    },
  };
}

const noQuestion = (): VisplayError =>
  new VisplayError(
    'no-question',
    `The base asked nothing that could be read, ${PATIENCE} times.`,
    'Type a question of your own, or try another picture.',
  );

export const blindOf = lateStore((app) => createBlind(askerOf(app), Date.now()));
