import * as v from 'valibot';
import type { Checkpoint } from '../runs/checkpoint.ts';
import { VisplayError } from '../errors.ts';
import type { Correction } from '../images/correct.ts';
import { adapterNames } from '../model/lora.ts';
import type { NamedTensor } from '../model/safetensors.ts';
import { WeightSet } from '../model/weights.ts';
import type { Device } from '../tensor/device.ts';
import { quiet } from './alarms.ts';
import type { Role, StampedEvent } from './events.ts';
import { newOptimizer } from './learner.ts';
import type { OpenModel } from './openModel.ts';
import type { Given, State } from './run.ts';

const record = <T>() => v.custom<T>((it) => typeof it === 'object' && it !== null);

/** The part of the state that is plain data, and what the arrays of the checkpoint need to become tensors again. */
const plainState = v.object({
  /** Absent in checkpoints from before there were corrections. */
  corrections: v.optional(v.array(record<Correction>()), []),
  candidates: v.array(record<State['candidates'][number]>()),
  silver: v.array(record<State['silver'][number]>()),
  kinds: v.record(v.string(), v.number()),
  evaluations: v.array(record<State['evaluations'][number]>()),
  /** Checkpoints of older versions lack it. */
  alarms: v.optional(record<State['alarms']>(), quiet),
  /** Null where no optimiser was at work. */
  optimizer: v.nullable(v.object({ steps: v.number(), shapes: v.record(v.string(), v.array(v.number())) })),
  /** Of the adapters that the roles train; absent where they train all weights. */
  adapter: v.nullish(v.object({ rank: v.number(), alpha: v.number() })),
});

type Plain = v.InferOutput<typeof plainState>;

const roles = ['questioner', 'reasoner', 'stageStart', 'average'] as const;

/** Everything that the run needs to go on exactly from here. Call it at a step boundary, with the event that marks it. */
export async function snapshot(
  run: Given & { readonly state: State },
  device: Device,
  last: StampedEvent,
): Promise<Checkpoint> {
  const { state, header } = run;
  const arrays: Record<string, Float32Array> = {};
  for (const role of roles) {
    const weights = state[role];
    if (weights === null) continue;
    // Of an adapted base only the adapter changes.
    const changed = weights.adapter === null ? weights.toHost(device) : weights.adapterToHost(device);
    for await (const { name, data } of changed) arrays[`${role}/${name}`] = data;
  }
  const atRest = await state.optimizer?.toHost();
  for (const { name, first, second } of atRest?.moments ?? []) {
    arrays[`first/${name}`] = first;
    arrays[`second/${name}`] = second;
  }
  const { corrections, candidates, silver, kinds, evaluations, alarms } = state;
  const plain: Plain = {
    corrections: [...corrections],
    candidates: [...candidates],
    silver: [...silver],
    kinds,
    evaluations: [...evaluations],
    alarms,
    optimizer: atRest
      ? {
          steps: atRest.steps,
          shapes: Object.fromEntries(atRest.moments.map(({ name, shape }) => [name, [...shape]])),
        }
      : null,
    adapter: state.reasoner.adapter,
  };
  return {
    version: 1,
    runId: header.runId,
    header,
    position: state.at,
    seconds: last.seconds,
    sequence: last.sequence,
    state: plain,
    arrays,
  };
}

/**
 * The state of a run at its checkpoint, on the device that is open now, and the base it holds on to.
 * @throws VisplayError `checkpoint-model` where the checkpoint belongs to another model than the run's.
 */
export async function restoredState(
  model: OpenModel,
  checkpoint: Checkpoint,
): Promise<State & { readonly base: WeightSet }> {
  const plain = plainOf(checkpoint);
  const { adapter } = plain;
  const base = adapter ? model.base.training(() => false) : model.base;
  const weightsOf = async (role: (typeof roles)[number]): Promise<WeightSet> =>
    adapter
      ? base.adapted({ ...adapter, tensors: adapterTensors(base, checkpoint, role, adapter.rank) })
      : WeightSet.fromHost(namedTensors(base, checkpoint, role));
  const questioner = await weightsOf('questioner');
  const reasoner = await weightsOf('reasoner');
  const weightsIfHeld = async (role: (typeof roles)[number]): Promise<WeightSet | null> =>
    Object.keys(checkpoint.arrays).some((name) => name.startsWith(`${role}/`)) ? weightsOf(role) : null;
  const optimizer = plain.optimizer === null ? null : newOptimizer(checkpoint.header.config);
  optimizer?.restore({
    steps: plain.optimizer?.steps ?? 0,
    moments: Object.entries(plain.optimizer?.shapes ?? {}).map(([name, shape]) => ({
      name,
      shape,
      first: arrayOf(checkpoint, `first/${name}`),
      second: arrayOf(checkpoint, `second/${name}`),
    })),
  });
  return {
    base,
    at: checkpoint.position,
    questioner,
    reasoner,
    stageStart: await weightsIfHeld('stageStart'),
    average: await weightsIfHeld('average'),
    optimizer,
    corrections: plain.corrections,
    candidates: plain.candidates,
    silver: plain.silver,
    kinds: plain.kinds,
    evaluations: plain.evaluations,
    // Runs of before the kinds were remembered go on with none.
    alarms: { ...quiet, ...plain.alarms },
  };
}

/** The weights of one role as a checkpoint holds them; the caller disposes them. Throws as `restoredState`. */
export async function roleAtRest(base: WeightSet, checkpoint: Checkpoint, role: Role): Promise<WeightSet> {
  const { adapter } = plainOf(checkpoint);
  if (!adapter) return WeightSet.fromHost(namedTensors(base, checkpoint, role), { frozen: true });
  return base.adapted({ ...adapter, tensors: adapterTensors(base, checkpoint, role, adapter.rank) });
}

function* namedTensors(like: WeightSet, checkpoint: Checkpoint, role: string): Generator<NamedTensor> {
  for (const [name, shape] of like.shapes) {
    const data = arrayOf(checkpoint, `${role}/${name}`);
    if (data.length !== shape.reduce((size, extent) => size * extent, 1)) throw otherModel(checkpoint);
    yield { name, shape, data };
  }
}

function adapterTensors(like: WeightSet, checkpoint: Checkpoint, role: string, rank: number): NamedTensor[] {
  const tensors: NamedTensor[] = [];
  for (const [name, [outputs = 0, inputs = 0]] of like.shapes) {
    const { a, b } = adapterNames(name.replace(/\.weight$/, ''));
    if (checkpoint.arrays[`${role}/${a}`] === undefined) continue;
    for (const [part, shape] of [[a, [rank, inputs]] as const, [b, [outputs, rank]] as const]) {
      const data = arrayOf(checkpoint, `${role}/${part}`);
      if (data.length !== shape[0] * shape[1]) throw otherModel(checkpoint);
      tensors.push({ name: part, shape, data });
    }
  }
  if (tensors.length === 0) throw otherModel(checkpoint);
  return tensors;
}

function arrayOf(checkpoint: Checkpoint, name: string): Float32Array {
  const array = checkpoint.arrays[name];
  if (array === undefined) throw otherModel(checkpoint);
  return array;
}

function plainOf(checkpoint: Checkpoint): Plain {
  const parsed = v.safeParse(plainState, checkpoint.state);
  if (parsed.success) return parsed.output;
  throw new VisplayError(
    'checkpoint-torn',
    'The checkpoint does not hold the state of a run.',
    'Start the run again: the same seed and settings repeat it.',
  );
}

const otherModel = ({ header }: Checkpoint): VisplayError =>
  new VisplayError(
    'checkpoint-model',
    `The checkpoint belongs to the model ${header.model.name}, and another one is loaded.`,
    `Load ${header.model.name}, then try again.`,
  );
