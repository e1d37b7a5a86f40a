import { colours, correct, details, exposures, UNCHANGED, type Correction } from '../images/correct.ts';
import type { GenerateRequest } from '../model/vlm.ts';
import { questionFrom } from '../questioner/parse.ts';
import { questionerPrompt } from '../questioner/prompt.ts';
import type { Question } from '../questioner/question.ts';
import { reasonerPrompt } from '../rollouts/prompt.ts';
import { vote } from '../votes/vote.ts';
import { drawKey } from './cursor.ts';
import type { Position, RunEvent } from './events.ts';
import type { Run } from './run.ts';
import { pictureSlice } from './sampling.ts';
import { parseOptions, stopsOf } from './stageOptions.ts';

/**
 * How much is asked to compare corrections: one question per picture and exposure, each answered so often. Of a dozen
 * pictures one exposure can look best that is not: agreement differs more between questions than between exposures.
 */
export const CORRECTION_TRIAL = { pictures: 36, answers: 4 } as const;

interface Tried {
  readonly correction: Correction;
  readonly confidence: number;
}

/**
 * Finds out, without labels, how pictures have to be put right for the base to see what it was taught: with each
 * correction the base answers the same questions, and the surer it is on average, the better it sees ("cannot be
 * answered" counts as not sure at all). First the exposures, then colour and detail on the best of them.
 *
 * Not in VisPlay. Votes over random changes of a picture measure how robust an answer is, but where the light is off
 * all of them are wrong together; corrected views lift the votes themselves.
 */
export async function* chooseCorrections(run: Run): AsyncGenerator<RunEvent, void, void> {
  const { state, config } = run;
  const at = { ...state.at };
  const tries = exposures.length + colours.length * details.length - 1;
  yield { kind: 'work', work: 'choosing corrections', done: 0, of: tries, ...at };
  const questions = await trialQuestions(run, at);
  const tried: Tried[] = [];
  const known = (): Tried[] => tried.toSorted((a, b) => b.confidence - a.confidence);
  for (const exposure of exposures) {
    tried.push(await trial(run, at, { ...UNCHANGED, exposure }, questions));
    yield { kind: 'work', work: 'choosing corrections', done: tried.length, of: tries, ...at };
  }
  const { exposure } = known()[0]!.correction;
  for (const colour of colours)
    for (const detail of details) {
      if (colour === UNCHANGED.colour && detail === UNCHANGED.detail) continue;
      tried.push(await trial(run, at, { exposure, colour, detail }, questions));
      yield { kind: 'work', work: 'choosing corrections', done: tried.length, of: tries, ...at };
    }
  state.corrections = known()
    .slice(0, config['votes.views'])
    .map(({ correction }) => correction);
  yield { kind: 'corrections', tried: known(), chosen: state.corrections, ...at };
}

const trialId = (pictureId: string, exposure: number): string => `${pictureId}#${exposure}`;

/** What the base asks when it sees the pictures in each exposure: no correction is tried on its own questions alone. */
async function trialQuestions(run: Run, at: Position): Promise<Question[]> {
  const { config } = run;
  const pictures = pictureSlice(run, { ...at, step: 1 }, CORRECTION_TRIAL.pictures);
  const text = questionerPrompt(run.prompts);
  const requests = exposures.flatMap((exposure, light) =>
    pictures.map((picture, index): GenerateRequest => ({
      id: trialId(picture.id, light),
      picture: correct(picture, { ...UNCHANGED, exposure }),
      text,
      samples: 1,
      key: drawKey(config['run.seed'], at, 'survey', light, index),
    })),
  );
  const completions = await run.model.generate(run.base, requests, {
    maxNewTokens: config['questioner.maxNewTokens'],
    temperature: config['questioner.temperature'],
    topP: config['questioner.topP'],
    topK: 0,
    stopTexts: stopsOf(run, 'questioner'),
  });
  const pictureOf = new Map(
    exposures.flatMap((_, light) => pictures.map(({ id }) => [trialId(id, light), id] as const)),
  );
  return completions
    .map(({ requestId, text: raw, sample }) =>
      questionFrom(
        { id: requestId, promptId: pictureOf.get(requestId)!, groupId: requestId, sample, text: raw },
        parseOptions(run),
      ),
    )
    .filter(({ status }) => status === 'ok');
}

/** The mean confidence of the base in its answers, where it has one. */
async function trial(
  run: Run,
  at: Position,
  correction: Correction,
  questions: readonly Question[],
): Promise<Tried> {
  const { config } = run;
  const requests = questions.map((question, index): GenerateRequest => ({
    id: question.id,
    picture: correct(run.pictureById(question.pictureId), correction),
    text: reasonerPrompt(question.text, {
      family: run.prompts,
      kind: 'reasoned',
      unanswerable: config['votes.unanswerable'],
    }),
    samples: CORRECTION_TRIAL.answers,
    key: drawKey(config['run.seed'], at, 'survey', exposures.length, index),
  }));
  const answers = await run.model.generate(run.base, requests, {
    maxNewTokens: config['votes.maxNewTokens'],
    temperature: config['votes.temperature'],
    topP: 1,
    topK: config['votes.topK'],
    stopTexts: stopsOf(run, 'reasoner'),
  });
  const sure = questions.map((question) => {
    const given = answers.filter(({ requestId }) => requestId === question.id);
    const { silver, confidence } = vote(
      question,
      'base',
      given.map(({ text }) => ({ text, view: 0 })),
      {
        matching: config['votes.matching'],
        noBox: config['votes.noBox'],
        unanswerable: config['votes.unanswerable'],
        denominator: 'all',
      },
    );
    return silver === null ? 0 : confidence;
  });
  return { correction, confidence: sure.reduce((sum, value) => sum + value, 0) / Math.max(1, sure.length) };
}
