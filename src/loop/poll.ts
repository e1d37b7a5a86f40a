import type { Picture } from '../images/picture.ts';
import type { Completion, GenerateRequest } from '../model/vlm.ts';
import type { WeightSet } from '../model/weights.ts';
import type { Question } from '../questioner/question.ts';
import { reasonerPrompt, UNANSWERABLE } from '../rollouts/prompt.ts';
import { key } from '../tensor/random.ts';
import { answerFormOf } from '../votes/answerIn.ts';
import { samplesPerView, vote, withBlindAnswers } from '../votes/vote.ts';
import type { VoteSet } from '../votes/voteSet.ts';
import { weightsName } from '../weights/lineage.ts';
import { drawKey } from './cursor.ts';
import type { Position } from './events.ts';
import type { Run } from './run.ts';
import { stopsOf } from './stageOptions.ts';
import { voteView } from './views.ts';

export interface Poll {
  readonly votes: VoteSet[];
  /** Tokens that were generated. */
  readonly tokens: number;
}

/** Who votes: the frozen base, or the reasoner as the previous round left it (VisPlay). */
function voterOf(run: Run, at: Position): { readonly weights: WeightSet; readonly name: string } {
  const own = run.config['votes.voter'] === 'reasoner';
  return own
    ? { weights: run.state.reasoner, name: weightsName('reasoner', at.round - 1) }
    : { weights: run.base, name: 'base' };
}

/**
 * Asks the voter each question `samples` times, spread over views of the picture, and without the picture where the
 * blind gate is on; then counts. All questions on one picture share its views, so each view is encoded once.
 */
export async function poll(
  run: Run,
  at: Position,
  questions: readonly Question[],
  samples: number,
  purpose: 'reward' | 'label',
): Promise<Poll> {
  const { config } = run;
  const form = answerFormOf(run.prompts);
  const voter = voterOf(run, at);
  const kind = purpose === 'reward' ? config['votes.rewardPrompt'] : 'reasoned';
  const prompt = { family: run.prompts, kind, unanswerable: config['votes.unanswerable'] } as const;
  const views = new Map<string, Picture>();
  const perView = samplesPerView(samples, config['votes.views']);
  const requests = questions.flatMap((question, index) =>
    perView.map((count, view): GenerateRequest => ({
      id: `${question.id}#${view}`,
      picture: voteView(run, at, question.pictureId, view, views),
      text: reasonerPrompt(question.text, prompt),
      samples: count,
      key: key(drawKey(config['run.seed'], at, 'answer', index), view),
    })),
  );
  const blind = questions.map((question, index): GenerateRequest => ({
    id: question.id,
    picture: null,
    text: reasonerPrompt(question.text, prompt),
    samples: config['votes.blindSamples'],
    key: drawKey(config['run.seed'], at, 'blind', index),
  }));
  const sampling = {
    maxNewTokens: config['votes.maxNewTokens'],
    temperature: config['votes.temperature'],
    topP: 1,
    topK: config['votes.topK'],
    stopTexts: stopsOf(run, 'reasoner'),
    // A base that was taught the word says it unasked; without the class its vote would become a label.
    forbiddenWords: config['votes.unanswerable'] ? [] : [UNANSWERABLE],
  };
  const answers = await run.model.generate(voter.weights, requests, sampling);
  const blindAnswers =
    config['votes.blindSamples'] > 0 ? await run.model.generate(voter.weights, blind, sampling) : [];

  const answersOf = byRequest(answers);
  const blindOf = byRequest(blindAnswers);
  const votes = questions.map((question) => {
    const given = perView.flatMap((_, view) =>
      (answersOf.get(`${question.id}#${view}`) ?? []).map(({ text }) => ({ text, view })),
    );
    const counted = vote(question, voter.name, given, {
      matching: config['votes.matching'],
      noBox: config['votes.noBox'],
      unanswerable: config['votes.unanswerable'],
      form,
      // As the code: its labels leave empty answers out. Where missing boxes abstain, they have to lower the confidence.
      denominator: purpose === 'label' && config['votes.noBox'] === 'class' ? 'answered' : 'all',
    });
    const unseen = blindOf.get(question.id)?.map(({ text }) => text);
    return unseen ? withBlindAnswers(counted, question, unseen, config['votes.matching'], form) : counted;
  });
  const tokens = [...answers, ...blindAnswers].reduce((sum, answer) => sum + answer.tokens.length, 0);
  return { votes, tokens };
}

function byRequest(completions: readonly Completion[]): Map<string, Completion[]> {
  const groups = new Map<string, Completion[]>();
  for (const completion of completions) {
    const group = groups.get(completion.requestId);
    if (group) group.push(completion);
    else groups.set(completion.requestId, [completion]);
  }
  return groups;
}
