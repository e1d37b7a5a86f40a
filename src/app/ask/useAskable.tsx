import { useStore } from 'zustand';
import { useApp, useSession, useSetup } from '../hooks.tsx';
import { useLibrary } from '../runs/useLibrary.tsx';
import type { DroppedAdapter } from '../setup/setup.ts';
import { askableRuns, liveAskable } from './askable.ts';
import { givenAdapter, talkOf, type Trained } from './talk.ts';

/** The runs whose roles can be asked, the one that goes on here first, and the one that is asked now. */
export function useAskable(): { readonly runs: readonly string[]; readonly runId: string | null } {
  const talk = talkOf(useApp());
  const stored = useLibrary((state) => state.runs);
  const live = useSession(liveAskable);
  const chosen = useStore(talk, (state) => state.runId);
  const runs = askableRuns(live, stored ?? []);
  const runId = runs.find((id) => id === chosen) ?? runs[0] ?? null;
  return { runs, runId };
}

/** The same with the adapter that the next run goes on from, and whose training is asked now. */
export function useTrained(): {
  readonly runs: readonly string[];
  readonly adapter: DroppedAdapter | null;
  readonly trained: Trained;
} {
  const { runs, runId } = useAskable();
  const adapter = useSetup((setup) => setup.adapter);
  const chosen = useStore(talkOf(useApp()), (state) => state.runId);
  const asksAdapter = adapter !== null && (runId === null || chosen === givenAdapter);
  return { runs, adapter, trained: asksAdapter ? adapter : runId };
}
