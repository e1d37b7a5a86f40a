import { grpoStep, type LearnerRow, type StepMetrics } from '../grpo/step.ts';
import type { Picture } from '../images/picture.ts';
import type { GenerateRequest } from '../model/vlm.ts';
import { questionFrom } from '../questioner/parse.ts';
import { questionerPrompt } from '../questioner/prompt.ts';
import { collectRollouts } from '../rollouts/collect.ts';
import { groupId } from '../rollouts/ids.ts';
import type { Rollout } from '../rollouts/rollout.ts';
import { key } from '../tensor/random.ts';
import { answerFormOf, answerIn } from '../votes/answerIn.ts';
import { drawKey } from './cursor.ts';
import type { Position, Role, RunEvent } from './events.ts';
import { newOptimizer } from './learner.ts';
import type { Run } from './run.ts';
import { pictureSlice, trainingPrompt } from './sampling.ts';
import { grpoOptions, parseOptions, stopsOf } from './stageOptions.ts';
import { questionerView, trainingView } from './views.ts';

/** Well-formed outputs that are told of with each event. */
const TOLD = 3;

/**
 * Hotter outputs than the model's own would teach it to be hotter: their likelihood is taken at temperature 1. So they
 * are drawn at 1 at most, and the shares are of what is drawn so.
 */
const HOTTEST = 1;

/** One output with what it answers to. */
interface Output {
  readonly rollout: Rollout;
  readonly picture: Picture;
  readonly prompt: string;
  readonly wellFormed: boolean;
}

/**
 * Teaches a role the form of its outputs before its first stage, where too few of them have it: it imitates, by
 * cross-entropy, those of its own that do. Without it GRPO has groups in which nothing parses, which teach nothing, and
 * collapses (a model of this size under GRPO alone: DyME, arXiv 2506.23061).
 *
 * Each step draws outputs and takes one update on those that are well-formed, every text once; what they say is not
 * looked at, so no label and no gold answer takes part. It ends when enough have the form, or after `warmup.steps`.
 * The KL of later stages is to the base as it was before. Not in VisPlay, whose bases write the form by themselves.
 */
export async function* warmUp(run: Run, role: Role): AsyncGenerator<RunEvent, void, void> {
  const { config, state } = run;
  const steps = config['warmup.steps'];
  const at = { ...state.at };
  if (steps === 0 || at.round > 1 || at.step > 0) return;
  const optimizer = newOptimizer(config);
  const learner = { model: run.model, weights: state[role], optimizer, anchor: null };
  const options = { ...grpoOptions(config, steps), objective: 'likelihood', updatesPerStep: 1 } as const;
  let learned = 0;
  try {
    for (let step = 0; ; step++) {
      yield { kind: 'work', work: 'warming up', done: step, of: steps, ...at };
      const outputs = await (role === 'questioner' ? questions(run, at, step) : answers(run, at, step));
      const good = outputs.filter(({ wellFormed }) => wellFormed);
      const share = outputs.length === 0 ? 0 : good.length / outputs.length;
      const last = step === steps || share >= config['warmup.below'];
      const rows = last ? [] : distinct(good).map(imitated);
      const update: StepMetrics | null = await grpoStep(learner, rows, options);
      learned += rows.length;
      yield {
        kind: 'warm-up',
        role,
        outputs: outputs.length,
        wellFormed: good.length,
        imitated: rows.length,
        examples: good.slice(0, TOLD).map(({ rollout }) => rollout.text),
        metrics: {
          ...(step === 0 && { 'warmup/before': share }),
          ...(last && { 'warmup/after': share }),
          ...(update && { loss: update.loss, grad_norm: update.grad_norm, entropy: update.entropy }),
        },
        ...at,
      };
      if (!last) continue;
      if (share < config['warmup.below']) yield tooFew(role, learned, share, at);
      return;
    }
  } finally {
    optimizer.dispose();
  }
}

async function questions(run: Run, at: Position, step: number): Promise<Output[]> {
  const { config } = run;
  const text = questionerPrompt(run.prompts);
  const samples = config['questioner.groupSize'];
  const count = Math.ceil(config['warmup.outputs'] / samples);
  // Other pictures in every step, in the order of the stage.
  const pictures = pictureSlice(run, { ...at, step: step + 1 }, count).map((picture) => ({
    id: picture.id,
    picture: questionerView(run, picture),
    prompt: text,
  }));
  const sampling = {
    samples,
    maxNewTokens: config['questioner.maxNewTokens'],
    temperature: Math.min(HOTTEST, config['questioner.temperature']),
    topP: config['questioner.topP'],
  };
  return draw(run, at, step, 'questioner', pictures, sampling, (rollout) => {
    return questionFrom(rollout, parseOptions(run)).status === 'ok';
  });
}

async function answers(run: Run, at: Position, step: number): Promise<Output[]> {
  const { config, state } = run;
  const samples = config['reasoner.groupSize'];
  const count = Math.min(Math.ceil(config['warmup.outputs'] / samples), state.silver.length);
  const rows = Array.from({ length: count }, (_, i) => {
    const row = state.silver[(step * count + i) % state.silver.length]!;
    return { id: row.questionId, picture: trainingView(run, at, row, step * count + i), prompt: trainingPrompt(run, row) }; // prettier-ignore
  });
  const sampling = {
    samples,
    maxNewTokens: config['reasoner.maxNewTokens'],
    temperature: Math.min(HOTTEST, config['reasoner.temperature']),
    topP: 1,
  };
  return draw(run, at, step, 'reasoner', rows, sampling, ({ text, finish }) => {
    // An answer that the budget cut off may be half of one.
    return finish === 'stop' && (answerIn(text, answerFormOf(run.prompts)) ?? '') !== '';
  });
}

async function draw(
  run: Run,
  at: Position,
  step: number,
  role: Role,
  asked: readonly { readonly id: string; readonly picture: Picture; readonly prompt: string }[],
  { samples, ...sampling }: { samples: number; maxNewTokens: number; temperature: number; topP: number },
  wellFormed: (rollout: Rollout) => boolean,
): Promise<Output[]> {
  const { config, state } = run;
  const drawn = drawKey(config['run.seed'], at, 'warm-up', step);
  const requests = asked.map(({ picture, prompt }, index): GenerateRequest => ({
    id: groupId(at, index),
    picture,
    text: prompt,
    samples,
    key: key(drawn, index),
  }));
  const completions = await run.model.generate(state[role], requests, {
    ...sampling,
    topK: 0,
    stopTexts: stopsOf(run, role),
  });
  const sources = asked.map(({ id }, index) => ({
    requestId: groupId(at, index),
    promptId: id,
    groupId: groupId(at, index),
    kind: role === 'questioner' ? ('q' as const) : ('a' as const),
    firstSample: 0,
  }));
  const placeOf = new Map(asked.map((one, index) => [groupId(at, index), one]));
  return collectRollouts(sources, completions).map((rollout) => {
    const { picture, prompt } = placeOf.get(rollout.groupId)!;
    return { rollout, picture, prompt, wellFormed: wellFormed(rollout) };
  });
}

/** Every text once: what it says most often would else be what it learns. */
function distinct(outputs: readonly Output[]): Output[] {
  return [...new Map(outputs.map((output) => [output.rollout.text.trim(), output])).values()];
}

const imitated = ({ rollout, picture, prompt }: Output): LearnerRow => ({
  id: rollout.id,
  picture,
  text: prompt,
  tokens: rollout.tokens,
  logProbs: rollout.logProbs,
  advantage: 1,
});

const percent = (share: number): string => `${Math.round(100 * share)} %`;

const tooFew = (role: Role, learned: number, share: number, at: Position): RunEvent => ({
  kind: 'alert',
  fault: {
    code: 'few-well-formed',
    said:
      learned === 0
        ? `Not one output of the ${role} had the form that is asked for, so there was nothing to warm up on.`
        : `After the warm-up on ${learned} outputs of its own, ${percent(share)} of what the ${role} writes has the form that is asked for.`,
    fix: 'Take more warm-up steps, a larger model, or pictures that it knows better.',
  },
  ...at,
});
