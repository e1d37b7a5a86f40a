import { strings } from '../ui/strings.ts';
import type { SessionState } from './session/session.ts';

/** What those who listen should hear when the session changed from one state to the next; null for nothing new. */
export function announcement(before: SessionState, after: SessionState): string | null {
  const { stage, position, end } = after.run;
  if (stage !== null && position !== null && (stage !== before.run.stage || end !== before.run.end)) {
    if (end === null) return strings.announce.stage(stage.stage, position.round, stage.steps);
  }
  if (after.worker === before.worker) return null;
  return strings.announce.state[after.worker] ?? null;
}
