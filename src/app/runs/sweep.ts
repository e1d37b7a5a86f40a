import { createStore, type StoreApi } from 'zustand/vanilla';
import { faultOf, VisplayError, type Fault } from '../../errors.ts';
import { parseSetting, type Config, type ConfigDifference, type ConfigKey } from '../../loop/config.ts';
import type { Field } from '../../loop/field.ts';
import { fields } from '../../loop/fields.ts';
import { lateStore } from '../lateStore.ts';
import { startRun } from '../running.ts';
import type { Session } from '../session/session.ts';
import type { Setup } from '../setup/setup.ts';

/** Runs of one sweep at most: one after the other they take as long as they take. */
export const MOST_VALUES = 4;

interface SweepState {
  /** The knob. */
  readonly key: ConfigKey;
  /** What was typed for each run; empty ones are left out. */
  readonly values: readonly string[];
  /** The runs so far, by the place of their value; null while nothing is swept. */
  readonly going: { readonly of: number; readonly runIds: readonly string[] } | null;
  readonly fault: Fault | null;
}

/** One knob, a few values, a run for each, played one after the other with everything else the same. */
export interface Sweep extends StoreApi<SweepState> {
  chooseKnob(key: ConfigKey): void;
  setValue(at: number, text: string): void;
  /** Resolves when the last run has ended, with the runs; with those so far where one was stopped or failed. */
  start(): Promise<readonly string[]>;
}

/** Values worth comparing, from what is set: half and double of a number, every choice. */
export function suggested(key: ConfigKey, config: Config): string[] {
  const field: Field = fields[key];
  if (field.kind === 'switch') return ['false', 'true'];
  if (field.kind === 'choice') return field.values.slice(0, MOST_VALUES);
  const value = Number(config[key]);
  const near = value === 0 ? [0, field.integer ? 1 : field.max / 10] : [value / 2, value, value * 2];
  const fitting = near
    .map((one) => Math.min(field.max, Math.max(field.min, field.integer ? Math.round(one) : one)))
    .map((one) => String(Number(one.toPrecision(6))));
  return [...new Set(fitting)];
}

/**
 * The settings of each run.
 * @throws VisplayError `sweep-values` for fewer than two different values, and what `parseSetting` throws.
 */
export function differencesOf(key: ConfigKey, values: readonly string[]): ConfigDifference[] {
  const typed = [...new Set(values.map((text) => text.trim()).filter((text) => text !== ''))];
  if (typed.length < 2 || typed.length > MOST_VALUES) {
    throw new VisplayError(
      'sweep-values',
      `A sweep takes two to ${MOST_VALUES} different values.`,
      'Fill in at least two of the fields.',
    );
  }
  return typed.map((text) => parseSetting(key, text));
}

const firstKnob: ConfigKey = 'grpo.learningRate';

export function createSweep(session: Session, setup: Setup, startRun: () => Promise<void>): Sweep {
  const config = (): Config => setup.getState().link.config;
  const store = createStore<SweepState>(() => ({
    key: firstKnob,
    values: suggested(firstKnob, config()),
    going: null,
    fault: null,
  }));
  const { getState: get, setState: set } = store;

  /** The run that was just started: undefined while it goes on, null where it did not finish. */
  function outcome(known: ReadonlySet<string>): string | null | undefined {
    const { run, worker, kind, preparing } = session.getState();
    if (preparing) return undefined;
    if (kind !== 'live' || worker === 'failed') return null;
    const runId = run.header?.runId;
    if (runId === undefined || known.has(runId) || run.end === null) return undefined;
    return run.end === 'finished' ? runId : null;
  }

  const finished = (known: ReadonlySet<string>): Promise<string | null> =>
    new Promise((resolve) => {
      const look = (): boolean => {
        const found = outcome(known);
        if (found !== undefined) resolve(found);
        return found !== undefined;
      };
      // A short run may have ended before anybody looks.
      if (look()) return;
      const stop = session.subscribe(() => {
        if (look()) stop();
      });
    });

  return {
    ...store,
    chooseKnob: (key) => set({ key, values: suggested(key, config()), fault: null }),
    setValue: (at, text) =>
      set({
        values: Array.from({ length: Math.max(at + 1, get().values.length) }, (_, one) =>
          one === at ? text : (get().values[one] ?? ''),
        ),
      }),
    async start() {
      const { key, values, going } = get();
      if (going !== null) return [];
      const runIds: string[] = [];
      const known = new Set<string>();
      try {
        const differences = differencesOf(key, values);
        for (const difference of differences) {
          set({ going: { of: differences.length, runIds: [...runIds] }, fault: null });
          // Lent, as to a lesson: neither the address nor a page that is reloaded in between takes it for the visitor's.
          setup.lend(difference);
          const shown = session.getState().run.header?.runId;
          if (shown !== undefined) known.add(shown);
          await startRun();
          const runId = await finished(known);
          if (runId === null) break;
          runIds.push(runId);
        }
      } catch (thrown) {
        set({ fault: faultOf(thrown) });
      } finally {
        setup.lend({});
        set({ going: null });
      }
      return runIds;
    },
  };
}

export const sweepOf = lateStore((app) => createSweep(app.session, app.setup, () => startRun(app)));
