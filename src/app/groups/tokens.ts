import type { Pieces } from '../../loop/observe.ts';
import type { Rollout } from '../../rollouts/rollout.ts';

/** One token of a rollout: what it says, and how probable it was before the update and, where that is known, after. */
export interface Token {
  readonly text: string;
  readonly logProb: number;
  readonly after: number | null;
}

/** The tokens of a rollout; none where the recording kept only its text. */
export function tokensOf(
  rollout: Rollout,
  pieces: Pieces,
  after: readonly number[] | null,
): readonly Token[] {
  return rollout.tokens.flatMap((id, at) => {
    const logProb = rollout.logProbs[at];
    if (logProb === undefined) return [];
    return [{ text: pieces[String(id)] ?? `#${id}`, logProb, after: after?.[at] ?? null }];
  });
}

/** What the colour of a token tells: how unsure the model was of it, or what the update did to it. */
export type TokenView = 'surprise' | 'change';

/** Nats at which a surprise has its full colour: a probability of 0.05. */
const SURPRISED = 3;
/** An update that moves nothing by more than this moved nothing to speak of, nats. */
const LEAST_CHANGE = 0.002;

/** The largest change of a log-probability among the tokens: a full colour. One step moves little, so it is relative. */
export const largestChange = (tokens: readonly Token[]): number =>
  tokens.reduce(
    (most, { logProb, after }) => Math.max(most, Math.abs((after ?? logProb) - logProb)),
    LEAST_CHANGE,
  );

/** From −1 to 1: below 0 is less probable, above 0 more; a surprise is never above 0. */
export function shadeOf({ logProb, after }: Token, view: TokenView, largest: number): number {
  const share = view === 'surprise' ? logProb / SURPRISED : ((after ?? logProb) - logProb) / largest;
  return Math.max(-1, Math.min(1, share));
}

/** The ratio p / p_old that a second update on the same rollouts would begin with. */
export const ratioOf = ({ logProb, after }: Token): number | null =>
  after === null ? null : Math.exp(after - logProb);
