import { adapterTargets, newAdapter, type Adapter, type AdapterSettings } from '../model/lora.ts';
import type { WeightSet } from '../model/weights.ts';
import { trainsAdapter } from './adapterUse.ts';
import type { Config } from './config.ts';
import type { Role } from './events.ts';
import type { OpenModel } from './openModel.ts';

const targetsOf = {
  all: adapterTargets,
  decoder: adapterTargets.filter((target) => target !== 'proj'),
  attention: ['q_proj', 'k_proj', 'v_proj', 'o_proj'],
  'feed-forward': ['gate_proj', 'up_proj', 'down_proj'],
} as const;

/** The adapter that a run with these settings trains; null where it trains all weights. */
export function adapterSettings(config: Config, base: WeightSet): AdapterSettings | null {
  if (!trainsAdapter(config, base.size)) return null;
  return {
    rank: config['adapter.rank'],
    alpha: config['adapter.alpha'],
    targets: targetsOf[config['adapter.targets']],
  };
}

/** Adapters that the roles begin with instead of new ones. */
export type StartingAdapters = Readonly<Record<Role, Adapter>>;

/** What a run begins with: the base it holds on to, which it disposes where it is not the model's, and both roles. */
export interface StartingWeights {
  readonly base: WeightSet;
  readonly questioner: WeightSet;
  readonly reasoner: WeightSet;
}

/**
 * Both roles at the start: two adapters on one base, or two copies of it. A base under adapters is frozen, so that what
 * it sees is remembered; it costs no memory.
 */
export function startingWeights(
  { base, config: architecture }: Pick<OpenModel, 'base' | 'config'>,
  config: Config,
  given: StartingAdapters | null = null,
): StartingWeights {
  const settings = adapterSettings(config, base);
  if (given === null && settings === null) {
    // A clone of its own for each role would unpack the base twice.
    const questioner = base.clone();
    return { base, questioner, reasoner: questioner.clone() };
  }
  const frozen = base.training(() => false);
  const start = given ?? both(newAdapter(architecture, settings!, config['run.seed']));
  return {
    base: frozen,
    questioner: frozen.adapted(start.questioner),
    reasoner: frozen.adapted(start.reasoner),
  };
}

const both = (adapter: Adapter): StartingAdapters => ({ questioner: adapter, reasoner: adapter });
