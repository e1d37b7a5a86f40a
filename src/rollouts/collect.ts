import { VisplayError } from '../errors.ts';
import { sampleId } from './ids.ts';
import type { Rollout } from './rollout.ts';

/** What was asked for: which prompt of which group a request stands for. */
export interface RolloutRequest {
  /** The id that the model gets and gives back. */
  readonly requestId: string;
  readonly promptId: string;
  readonly groupId: string;
  /** `q` for questions, `a` for answers. */
  readonly kind: 'q' | 'a';
  /** Number of the request's first sample within its group: one group may be sampled in several requests, one per view. */
  readonly firstSample: number;
}

/** What came back, in the model's words. */
export interface Sampled {
  readonly requestId: string;
  readonly sample: number;
  readonly tokens: readonly number[];
  readonly logProbs: readonly number[];
  readonly text: string;
  readonly finish: 'stop' | 'length';
}

/**
 * Completions as rollouts, joined by request id (the official reward server joins by place and slips by one when a
 * prompt is left out). The result is in the order of the completions.
 * @throws VisplayError `rollout-mismatch` when a completion answers no request or a sample comes twice.
 */
export function collectRollouts(
  requests: readonly RolloutRequest[],
  completions: readonly Sampled[],
): Rollout[] {
  const byId = new Map(requests.map((request) => [request.requestId, request]));
  const seen = new Set<string>();
  return completions.map((completion) => {
    const request = byId.get(completion.requestId);
    if (request === undefined)
      throw mismatch(`A completion answers the request "${completion.requestId}", which was not made.`);
    const sample = request.firstSample + completion.sample;
    const id = sampleId(request.groupId, request.kind, sample);
    if (seen.has(id)) throw mismatch(`The rollout ${id} came twice.`);
    seen.add(id);
    return {
      id,
      promptId: request.promptId,
      groupId: request.groupId,
      sample,
      text: completion.text,
      tokens: completion.tokens,
      logProbs: completion.logProbs,
      finish: completion.finish,
    };
  });
}

function mismatch(said: string): VisplayError {
  return new VisplayError(
    'rollout-mismatch',
    said,
    'This is a fault of the program: export the run and report it.',
  );
}
