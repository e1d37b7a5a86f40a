import { useStore } from 'zustand';
import { useApp, useSession } from '../hooks.tsx';
import { useLibrary } from '../runs/useLibrary.tsx';
import { talkOf } from './talk.ts';

/** The runs whose roles can be asked, the one that goes on here first, and the one that is asked now. */
export function useAskable(): { readonly runs: readonly string[]; readonly runId: string | null } {
  const talk = talkOf(useApp());
  const stored = useLibrary((state) => state.runs);
  const live = useSession(({ kind, run }) => (kind === 'live' ? (run.header?.runId ?? null) : null));
  const chosen = useStore(talk, (state) => state.runId);
  const others = (stored ?? []).filter(({ steps, header }) => steps > 0 && header.runId !== live);
  const runs = [...(live === null ? [] : [live]), ...others.map(({ header }) => header.runId)];
  const runId = runs.find((id) => id === chosen) ?? runs[0] ?? null;
  return { runs, runId };
}
