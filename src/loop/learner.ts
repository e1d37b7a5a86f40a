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
}

export function learnerOf(run: Run, role: Role): Learner {
  const { state, model, base } = run;
  return { model, weights: state[role], optimizer: state.optimizer!, anchor: state.stageStart ?? base };
}
