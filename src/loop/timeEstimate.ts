import { decode, prefill, scoring, vision, type Cost } from '../bench/costs.ts';
import { colours, details, exposures } from '../images/correct.ts';
import type { Idefics3Config } from '../model/config.ts';
import type { Config } from './config.ts';
import { CORRECTION_TRIAL } from './corrections.ts';
import { SURVEY } from './sampling.ts';

/** What a device does in a second with a model of this shape, measured by a probe or taken from its limits. */
export interface Speed {
  readonly flops: number;
  readonly bytes: number;
  readonly from: 'probe' | 'limits';
}

/** Shares of an adapter's measured limits that a run is taken to reach: products, and reading weights. */
const REACHED = { flops: 0.4, bytes: 0.5 } as const;

/** What follows from the limits that `bench` measures, for a model that is not loaded. */
export const speedFromLimits = (limits: {
  readonly matmulGflops: number;
  readonly copyGBs: number;
}): Speed => ({
  flops: REACHED.flops * 1e9 * limits.matmulGflops,
  bytes: REACHED.bytes * 1e9 * limits.copyGBs,
  from: 'limits',
});

/** Text tokens of a turn beside its picture. */
const TEXT = 160;

/** How a run with an architecture is computed, as far as its time depends on it. */
export interface Work {
  readonly architecture: Idefics3Config;
  readonly settings: Config;
  /** bytes of the frozen weights per number, as they are held: 4 in float32, 2 in 16 bits, about 1 or a half packed */
  readonly bytesPerWeight: number;
  /** whether an adapter is trained: the gradients of frozen weights are then not computed */
  readonly adapted: boolean;
  /** pictures of the run */
  readonly pictures: number;
  /** of a picture; 1 if left out */
  readonly tiles?: number;
}

export interface TimeEstimate {
  /** of the whole run */
  readonly seconds: number;
  /** before the first stage: corrections, survey, warm-up; then the stages of all rounds, and evaluations */
  readonly parts: Readonly<Record<'before' | 'A' | 'B' | 'C' | 'evaluation', number>>;
  /** tokens that would be drawn */
  readonly tokens: number;
  readonly speed: Speed;
}

/**
 * How long a run would take at most: as if every output were as long as it may be, every question parsed and every
 * group were trained. An estimate: counted from products and from reading weights, without what a program adds.
 */
export function estimateTime(work: Work, speed: Speed): TimeEstimate {
  const { settings: s, pictures } = work;
  const clock = new Clock(work, speed);
  const question = s['questioner.maxNewTokens'];
  const vote = s['votes.maxNewTokens'];
  const answer = s['reasoner.maxNewTokens'];
  const views = Math.min(s['votes.views'], s['votes.samples']);

  const asking = (prompts: number, samples: number): number =>
    clock.draws(prompts, samples, question, prompts);
  const voting = (asked: number, seen: number, samples: number): number =>
    clock.draws(asked * views, samples / views, vote, seen * views) +
    (s['votes.blindSamples'] > 0 ? clock.draws(asked, s['votes.blindSamples'], vote, 0) : 0);

  const correcting = s['votes.correct']
    ? asking(CORRECTION_TRIAL.pictures * exposures.length, 1) +
      (exposures.length + colours.length * details.length - 1) *
        clock.draws(CORRECTION_TRIAL.pictures, CORRECTION_TRIAL.answers, vote, CORRECTION_TRIAL.pictures)
    : 0;
  const survey =
    s['questioner.steps'] > 0 && s['reward.balance'] > 0 ? asking(SURVEY.pictures, SURVEY.questions) : 0;
  const warming = (samples: number, tokens: number): number => {
    const prompts = Math.ceil(s['warmup.outputs'] / samples);
    const steps = s['warmup.steps'];
    if (steps === 0) return 0;
    return (steps + 1) * clock.draws(prompts, samples, tokens, prompts) + steps * clock.trains(prompts, samples, tokens, false); // prettier-ignore
  };
  const before =
    correcting +
    survey +
    warming(s['questioner.groupSize'], question) +
    warming(s['reasoner.groupSize'], answer);

  const rounds = s['run.rounds'];
  const [groups, size] = [s['questioner.groupsPerStep'], s['questioner.groupSize']];
  const a =
    rounds *
    s['questioner.steps'] *
    (asking(groups, size) +
      voting(groups * size, groups, s['votes.samples']) +
      clock.trains(groups, size, question, true));

  const seen = Math.min(s['silver.pictures'], pictures);
  const perPicture = s['silver.questionsPerPicture'];
  const b = rounds * (asking(seen, perPicture) + voting(seen * perPicture, seen, s['votes.labelSamples']));

  const [rows, answers] = [s['reasoner.groupsPerStep'], s['reasoner.groupSize']];
  const c =
    rounds *
    s['reasoner.steps'] *
    (clock.draws(rows, answers, answer, rows) + clock.trains(rows, answers, answer, true));

  const measured = 1 + rounds * (1 + (s['evaluation.every'] > 0 ? Math.floor(s['reasoner.steps'] / s['evaluation.every']) : 0)); // prettier-ignore
  const held = s['evaluation.questions'];
  const evaluation = held === 0 ? 0 : measured * clock.draws(held, 1, answer, held);

  const parts = { before, A: a, B: b, C: c, evaluation };
  const seconds = Object.values(parts).reduce((sum, part) => sum + part, 0);
  return { seconds, parts, tokens: tokensOf(work), speed };
}

/** Drawn tokens of a run at most. */
function tokensOf({ settings: s, pictures }: Work): number {
  const vote = (asked: number, samples: number): number => asked * (samples + s['votes.blindSamples']) * s['votes.maxNewTokens']; // prettier-ignore
  const asked = s['questioner.groupsPerStep'] * s['questioner.groupSize'];
  const candidates = Math.min(s['silver.pictures'], pictures) * s['silver.questionsPerPicture'];
  const answers = s['reasoner.steps'] * s['reasoner.groupsPerStep'] * s['reasoner.groupSize'];
  return (
    s['run.rounds'] *
    (s['questioner.steps'] * (asked * s['questioner.maxNewTokens'] + vote(asked, s['votes.samples'])) +
      candidates * s['questioner.maxNewTokens'] +
      vote(candidates, s['votes.labelSamples']) +
      answers * s['reasoner.maxNewTokens'])
  );
}

/** Seconds of work at a speed. */
class Clock {
  readonly #work: Work;
  readonly #speed: Speed;

  constructor(work: Work, speed: Speed) {
    this.#work = work;
    this.#speed = speed;
  }

  /** Some prompts, each answered so often; `pictures` of them are looked at for the first time. */
  draws(prompts: number, samples: number, tokens: number, pictures: number): number {
    if (prompts === 0) return 0;
    const { architecture, tiles = 1 } = this.#work;
    const length = tiles * architecture.imageSeqLen + TEXT;
    const rows = Math.ceil(prompts * samples);
    // As many rows as a batch may have go through the model at once.
    const batches = Math.ceil(rows / ROWS);
    const steps = decode(architecture, { rows: rows / batches, length, tokens });
    return (
      this.#seconds(vision(architecture, tiles * pictures)) +
      this.#seconds(prefill(architecture, { pictures: 0, rows: prompts, length })) +
      batches * this.#seconds(steps)
    );
  }

  /** One update on groups of completions; an anchor is scored beside it. */
  trains(groups: number, group: number, tokens: number, anchored: boolean): number {
    const { architecture, adapted, tiles = 1 } = this.#work;
    const length = tiles * architecture.imageSeqLen + TEXT;
    // Pictures have been looked at when they were answered.
    const forward = scoring(architecture, { groups, group, tokens, length });
    const seen = vision(architecture, groups);
    const pass = { flops: forward.flops - seen.flops, bytes: forward.bytes };
    // Forward, once more for layers that were forgotten, and back to the inputs; the gradients of all weights besides.
    const passes = (adapted ? 3 : 4) + (anchored ? 1 : 0);
    return this.#seconds({ flops: passes * pass.flops, bytes: passes * pass.bytes });
  }

  #seconds({ flops, bytes }: Cost): number {
    // Counted for weights in float32.
    const read = (bytes * this.#work.bytesPerWeight) / 4;
    return Math.max(flops / this.#speed.flops, read / this.#speed.bytes);
  }
}

/** Rows that are drawn together. */
const ROWS = 64;
