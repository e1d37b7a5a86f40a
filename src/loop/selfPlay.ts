/**
 * VisPlay (arXiv 2511.15661), whole. In each round
 *   A  the questioner asks about pictures, the voter answers, and GRPO rewards questions of the right difficulty;
 *   B  the trained questioner asks about fresh pictures, and the vote gives them silver answers;
 *   C  GRPO rewards the reasoner for agreeing with the silver answers.
 * Everything that happens is an event. Between two events a run may be held for as long as one likes; when a `step` or
 * `stage.end` event comes out, `run.state` is complete and can be stored.
 *
 * Deviations from VisPlay are settings (`config.ts` has the paper's and the code's value beside ours), except:
 * 1. Each stage takes the pictures in a freshly shuffled order; the code takes the first 1000 of the file every round.
 * 2. Ids join everything; the code's reward server joins by place and slips when a row is left out.
 * 3. Too small a silver set follows a stated policy; the code fails one stage later.
 * 4. One prompt text per role for training and generation; the code has two for the questioner, three for the solver.
 */
import type { Group } from '../grpo/group.ts';
import { grpoStep, type StepMetrics } from '../grpo/step.ts';
import type { Picture } from '../images/picture.ts';
import { questionerPrompt } from '../questioner/prompt.ts';
import type { Question } from '../questioner/question.ts';
import { answerReward } from '../rewards/answerReward.ts';
import { clusterQuestions } from '../rewards/clustering.ts';
import { questionRewards } from '../rewards/questionReward.ts';
import { planReasonerSteps, rowsOfStep } from '../rewards/reasonerPlan.ts';
import { funnelOf, silverSet } from '../rewards/silver.ts';
import { placeId } from '../rollouts/ids.ts';
import type { Rollout } from '../rollouts/rollout.ts';
import type { VoteSet } from '../votes/voteSet.ts';
import { stageLineage, weightsName } from '../weights/lineage.ts';
import { watchStep } from './alarms.ts';
import { chooseCorrections } from './corrections.ts';
import { stageKey } from './cursor.ts';
import { evaluate } from './evaluate.ts';
import type { Position, Role, RunEvent, Stage } from './events.ts';
import { groupsOf, learnerRows } from './groups.ts';
import { averageReasoner, beginStage, endStage, learnerOf, settleReasoner } from './learner.ts';
import type { MetricValues } from './metrics.ts';
import { answerMetrics, questionMetrics, silverMetrics, Stopwatch, voteMetrics } from './measure.ts';
import { goldVerdicts, keptLabels, piecesOf, type ScoredAgain, scoredAgain, votedLabels } from './observe.ts';
import { poll } from './poll.ts';
import type { Run } from './run.ts';
import {
  answer,
  ask,
  kindsOfBase,
  labelOf,
  pictureSlice,
  SURVEY,
  type Asked,
  trainingPrompt,
} from './sampling.ts';
import {
  answerRewardOptions,
  clusteringOptions,
  clusterScopes,
  grpoOptions,
  planOptions,
  questionRewardOptions,
  silverOptions,
} from './stageOptions.ts';
import { questionerView, trainingView } from './views.ts';
import { warmUp } from './warmUp.ts';

export async function* selfPlay(run: Run): AsyncGenerator<RunEvent, void, void> {
  const { state, config } = run;
  const resumed = state.at.step > 0 || state.at.stage !== 'A' || state.at.round > 1;
  yield { kind: 'run.start', header: run.header, resumed, memory: run.memory };
  if (!resumed) yield* evaluate(run, run.base, 'base');
  if (config['votes.correct'] && state.corrections.length === 0) yield* chooseCorrections(run);
  while (state.at.round <= config['run.rounds']) {
    const { round } = state.at;
    if (state.at.stage === 'A') yield* trainQuestioner(run);
    if (state.at.stage === 'B') yield* buildSilverSet(run);
    if (state.at.stage === 'C') yield* trainReasoner(run);
    yield* evaluate(run, state.reasoner, weightsName('reasoner', round));
    state.at = { round: round + 1, stage: 'A', step: 0 };
  }
  yield { kind: 'run.end', reason: 'finished' };
}

/** Stage A: GRPO on the questioner. Each picture is a group; its questions compete. */
async function* trainQuestioner(run: Run): AsyncGenerator<RunEvent, void, void> {
  const { state, config } = run;
  const steps = config['questioner.steps'];
  yield* begin(run, 'A', steps);
  if (steps > 0) yield* warmUp(run, 'questioner');
  // Only the balance term asks for the mix of the base.
  if (steps > 0 && config['reward.balance'] > 0 && Object.keys(state.kinds).length === 0) {
    yield { kind: 'work', work: 'asking', done: 0, of: SURVEY.pictures * SURVEY.questions, ...state.at };
    state.kinds = await kindsOfBase(run);
  }
  while (state.at.step < steps) {
    const at = { ...state.at, step: state.at.step + 1 };
    const watch = new Stopwatch(run);
    const pictures = pictureSlice(run, at, config['questioner.groupsPerStep']);

    const { asked, votes, voted } = yield* askAndVote(run, at, pictures, watch, 'reward');
    const clusterings = clusterQuestions(
      asked.questions,
      clusterScopes(config),
      placeId(at),
      clusteringOptions(config),
    );
    for (const clustering of clusterings) yield { kind: 'clusters', ...clustering, ...at };
    const rewards = questionRewards(voted, clusterings, state.kinds, questionRewardOptions(config));
    yield { kind: 'question rewards', rewards, ...at };

    const totals = new Map(rewards.map(({ questionId, total }) => [questionId, total]));
    const prompt = questionerPrompt(run.prompts);
    const { groups, update, after } = yield* learn(run, at, 'questioner', asked.rollouts, totals, watch, {
      about: ({ promptId }) => ({ pictureId: promptId, questionId: null }),
      prompt: ({ promptId }) => ({ picture: questionerView(run, run.pictureById(promptId)), text: prompt }),
    });

    state.at = at;
    const metrics = {
      ...questionMetrics(run, asked, votes, clusterings, rewards, groups),
      ...update,
      ...watch.metrics(),
    };
    yield* alarmed(run, at, metrics, asked);
    yield { kind: 'step', role: 'questioner', metrics, ...(after && { after }), ...at };
  }
  yield* end(run, 'B');
}

/** Stage B: the questioner asks, the vote answers, the filter keeps. Nothing is trained. */
async function* buildSilverSet(run: Run): AsyncGenerator<RunEvent, void, void> {
  const { state, config } = run;
  const perStep = config['questioner.groupsPerStep'];
  const wanted = Math.min(config['silver.pictures'], run.pictures.length * config['silver.visits']);
  const steps = Math.ceil(wanted / perStep);
  yield* begin(run, 'B', steps);
  while (state.at.step < steps) {
    const at = { ...state.at, step: state.at.step + 1 };
    const watch = new Stopwatch(run);
    const pictures = pictureSlice(run, at, Math.min(perStep, wanted - (at.step - 1) * perStep), perStep);

    const { asked, votes, voted } = yield* askAndVote(run, at, pictures, watch, 'label');
    state.candidates.push(...voted);
    state.at = at;
    const metrics = { ...voteMetrics(run, asked, votes), ...watch.metrics() };
    yield* alarmed(run, at, metrics, asked);
    yield { kind: 'step', role: null, metrics, ...at };
  }
  const rows = silverSet(state.candidates, silverOptions(config));
  state.silver = rows.filter(({ kept }) => kept);
  yield { kind: 'silver', rows, gold: goldVerdicts(run, keptLabels(rows)), ...state.at };
  yield { kind: 'funnel', ...funnelOf(rows), metrics: silverMetrics(run, rows), ...state.at };
  state.candidates = [];
  yield* end(run, 'C');
}

/** Stage C: GRPO on the reasoner. Each silver question is a group; its answers compete for the silver answer. */
async function* trainReasoner(run: Run): AsyncGenerator<RunEvent, void, void> {
  const { state, config } = run;
  const plan = planReasonerSteps(state.silver.length, planOptions(config));
  if (plan.said !== null && state.at.step === 0) {
    yield {
      kind: 'alert',
      fault: {
        code: 'few-silver-rows',
        said: plan.said,
        fix: 'Widen the band, take more pictures, or ask more questions per picture.',
      },
      ...state.at,
    };
  }
  yield* begin(run, 'C', plan.steps);
  if (plan.steps > 0) yield* warmUp(run, 'reasoner');
  while (state.at.step < plan.steps) {
    const at = { ...state.at, step: state.at.step + 1 };
    const watch = new Stopwatch(run);
    const silver = rowsOfStep(state.silver, plan, at.step, stageKey(config['run.seed'], at));
    const views = new Map(silver.map((row, index) => [row.questionId, trainingView(run, at, row, index)]));

    yield {
      kind: 'work',
      work: 'answering',
      done: 0,
      of: silver.length * config['reasoner.groupSize'],
      ...at,
    };
    const rollouts = await answer(run, at, silver, views);
    watch.sampled('rollout', rollouts);
    const rowOf = new Map(silver.map((row) => [row.questionId, row]));
    const rewards = rollouts.map((rollout) => {
      const row = rowOf.get(rollout.promptId)!;
      return answerReward(
        rollout,
        { text: labelOf(run, row), type: row.type },
        answerRewardOptions(config, run.prompts),
      );
    });
    yield { kind: 'answers', rollouts, rewards, pieces: piecesOf(run, rollouts), ...at };

    const totals = new Map(rewards.map(({ rolloutId, total }) => [rolloutId, total]));
    const { groups, update, after } = yield* learn(run, at, 'reasoner', rollouts, totals, watch, {
      about: ({ promptId }) => ({ pictureId: rowOf.get(promptId)!.pictureId, questionId: promptId }),
      prompt: ({ promptId }) => ({
        picture: views.get(promptId)!,
        text: trainingPrompt(run, rowOf.get(promptId)!),
      }),
    });
    averageReasoner(run, at.step, plan.steps);

    state.at = at;
    const metrics = {
      ...answerMetrics(run, silver, rollouts, rewards, groups),
      ...update,
      ...watch.metrics(),
    };
    yield* alarmed(run, at, metrics, null);
    yield { kind: 'step', role: 'reasoner', metrics, ...(after && { after }), ...at };
    const every = config['evaluation.every'];
    if (every > 0 && at.step % every === 0 && at.step < plan.steps) {
      yield* evaluate(run, state.reasoner, `${weightsName('reasoner', at.round)}, step ${at.step}`);
    }
  }
  settleReasoner(run);
  yield* end(run, null);
}

interface AskedAndVoted {
  readonly asked: Asked;
  readonly votes: readonly VoteSet[];
  /** Every question with its vote; null for one that did not parse and so was not asked. */
  readonly voted: readonly { readonly question: Question; readonly votes: VoteSet | null }[];
}

/** The questioner asks about the pictures and the voter answers what parses: how stages A and B begin each step. */
async function* askAndVote(
  run: Run,
  at: Position,
  pictures: readonly Picture[],
  watch: Stopwatch,
  purpose: 'reward' | 'label',
): AsyncGenerator<RunEvent, AskedAndVoted, void> {
  const { config } = run;
  const questions = config[purpose === 'reward' ? 'questioner.groupSize' : 'silver.questionsPerPicture'];
  const answers = config[purpose === 'reward' ? 'votes.samples' : 'votes.labelSamples'];
  yield { kind: 'work', work: 'asking', done: 0, of: pictures.length * questions, ...at };
  const asked = await ask(run, at, pictures, questions);
  watch.sampled('rollout', asked.rollouts);
  yield { kind: 'questions', ...asked, pieces: piecesOf(run, asked.rollouts), ...at };

  const valid = asked.questions.filter(({ status }) => status === 'ok');
  yield { kind: 'work', work: 'answering', done: 0, of: valid.length * answers, ...at };
  const { votes, tokens } = await poll(run, at, valid, answers, purpose);
  watch.sampled('vote', tokens);
  yield { kind: 'votes', votes, gold: goldVerdicts(run, votedLabels(asked.questions, votes)), ...at };

  const votesOf = new Map(votes.map((vote) => [vote.questionId, vote]));
  const voted = asked.questions.map((question) => ({ question, votes: votesOf.get(question.id) ?? null }));
  return { asked, votes, voted };
}

interface Learned {
  readonly groups: readonly Group[];
  readonly update: StepMetrics | null;
  readonly after: readonly ScoredAgain[] | undefined;
}

/** The rollouts compete within their groups and GRPO updates the role: how stages A and C end each step. */
async function* learn(
  run: Run,
  at: Position,
  role: Role,
  rollouts: readonly Rollout[],
  totals: ReadonlyMap<string, number>,
  watch: Stopwatch,
  of: {
    /** What a rollout's group is about. */
    readonly about: (rollout: Rollout) => { pictureId: string; questionId: string | null };
    /** What a rollout was an answer to. */
    readonly prompt: (rollout: Rollout) => { picture: Picture; text: string };
  },
): AsyncGenerator<RunEvent, Learned, void> {
  const groups = groupsOf(rollouts, role, totals, run, of.about);
  yield { kind: 'groups', groups, ...at };
  const trained = groups.filter((group) => group.trained).length;
  yield { kind: 'work', work: 'updating', done: 0, of: trained, ...at };
  const options = grpoOptions(run.config, at.step, role);
  const rows = learnerRows(groups, rollouts, of.prompt, options.objective === 'likelihood');
  const update = await grpoStep(learnerOf(run, role), rows, options);
  watch.lap('update');
  if (update !== null && !Number.isFinite(update.grad_norm)) yield skippedUpdate(at);
  return { groups, update, after: await scoredAgain(run, role, rows) };
}

async function* begin(run: Run, stage: Stage, steps: number): AsyncGenerator<RunEvent, void, void> {
  const { state, config } = run;
  if (state.at.step > 0) return;
  const { trains, startsFrom, frozen } = stageLineage(state.at.round, stage, config['votes.voter']);
  beginStage(run, trains);
  yield { kind: 'stage.start', trains, frozen, startsFrom, steps, ...state.at };
}

/** The stage is over; the next one begins at its step 0. After stage C the round's evaluation comes first. */
async function* end(run: Run, next: Stage | null): AsyncGenerator<RunEvent, void, void> {
  const { state } = run;
  const ended = state.at;
  endStage(run);
  if (next !== null) state.at = { round: ended.round, stage: next, step: 0 };
  yield { kind: 'stage.end', ...ended };
}

/** Alarms that begin to ring with a step, before the step is told: a checkpoint is taken after it. */
function* alarmed(run: Run, at: Position, metrics: MetricValues, asked: Asked | null): Generator<RunEvent> {
  const valid = asked?.questions.filter(({ status }) => status === 'ok') ?? [];
  const watched = watchStep(run.state.alarms, { ...at, metrics, questions: valid.map(({ text }) => text) });
  run.state.alarms = watched.state;
  for (const fault of watched.faults) yield { kind: 'alert', fault, ...at };
}

const skippedUpdate = (at: Position): RunEvent => ({
  kind: 'alert',
  fault: {
    code: 'skipped-update',
    said: 'A gradient was not finite, so an update was skipped: weights and optimiser are as before it.',
    fix: 'If it comes again, lower the learning rate.',
  },
  ...at,
});
