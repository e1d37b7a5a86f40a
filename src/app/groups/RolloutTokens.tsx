import { useMemo, type ReactNode } from 'react';
import type { Pieces } from '../../loop/observe.ts';
import type { Rollout } from '../../rollouts/rollout.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { ClipZones } from './ClipZones.tsx';
import { tokensOf } from './tokens.ts';
import { TokenStrip } from './TokenStrip.tsx';

const words = laterStrings.groups;

interface Props {
  readonly rollout: Rollout;
  readonly pieces: Pieces;
  readonly after: readonly number[] | null;
  readonly advantage: number | null;
  /** Whether its group was learned from. */
  readonly trained: boolean;
}

/** What was said token by token, and where the clip of the loss lies for it. */
export function RolloutTokens({ rollout, pieces, after, advantage, trained }: Props): ReactNode {
  const tokens = useMemo(() => tokensOf(rollout, pieces, after), [rollout, pieces, after]);
  return (
    <section className="full" aria-label={words.tokens}>
      <h3>{words.tokens}</h3>
      <TokenStrip key={rollout.id} tokens={tokens} trained={trained} />
      {tokens.length === 0 || advantage === null || advantage === 0 ? null : (
        <details>
          <summary className="small">{words.clip}</summary>
          <ClipZones advantage={advantage} tokens={tokens} />
        </details>
      )}
    </section>
  );
}
