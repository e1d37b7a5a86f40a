import { AdamW } from '../tensor/adamw.ts';
import type { Learner } from '../grpo/step.ts';
import type { Config } from './config.ts';
import type { Role } from './events.ts';
import type { Run } from './run.ts';

export const newOptimizer = (config: Config): AdamW =>
  new AdamW({
    beta1: config['grpo.beta1'],
    beta2: config['grpo.beta2'],
    weightDecay: config['grpo.weightDecay'],
    maxNorm: config['grpo.gradientClip'],
  });

/** A stage trains with a fresh optimiser (VisPlay does not carry its state over) and remembers where it started. */
export function beginStage(run: Run, trains: Role | null): void {
  endStage(run);
  if (trains === null) return;
  const { state, config } = run;
  state.optimizer = newOptimizer(config);
  if (config['grpo.klAnchor'] === 'stage start') state.stageStart = state[trains].clone();
}

export function endStage({ state }: Run): void {
  state.optimizer?.dispose();
  state.optimizer = null;
  state.stageStart?.dispose();
  state.stageStart = null;
  state.average?.dispose();
  state.average = null;
}

/**
 * Takes the reasoner's weights after a step into their mean (Polyak and Juditsky, 1992). What a step learns from a few
 * groups is mostly noise, and the noise of many steps costs what the base could do; the mean keeps what they have in common.
 *
 * @param step counted from 1, of `steps`
 */
export function averageReasoner({ state, config }: Run, step: number, steps: number): void {
  const averaged = step - Math.floor(steps * (1 - config['reasoner.averagedShare']));
  if (averaged < 1) return;
  state.average ??= state.reasoner.clone();
  state.average.moveTowards(state.reasoner, 1 / averaged);
}

/**
 * What stage C leaves: the mean of the reasoner's weights where there is one, and of that so much less change from the
 * base as is asked for, as in the last step of WARP (Ramé et al., 2024).
 */
export function settleReasoner({ state, config, base }: Run): void {
  if (state.average !== null) {
    state.reasoner.dispose();
    state.reasoner = state.average;
    state.average = null;
  }
  const share = config['reasoner.towardsBase'];
  if (share > 0) state.reasoner.moveTowards(base, share);
}

export function learnerOf(run: Run, role: Role): Learner {
  const { state, model, base } = run;
  return { model, weights: state[role], optimizer: state.optimizer!, anchor: state.stageStart ?? base };
}
