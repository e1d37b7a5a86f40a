import { scoreSuite } from '../evaluation/heldOut.ts';
import type { WeightSet } from '../model/weights.ts';
import { reasonerPrompt } from '../rollouts/prompt.ts';
import { answerFormOf } from '../votes/answerIn.ts';
import { openGold } from '../world/gold.ts';
import type { RunEvent } from './events.ts';
import type { Run } from './run.ts';
import { stopsOf } from './stageOptions.ts';

/** Greedy accuracy on the run's held-out questions. Gold is opened here to measure; nothing of it goes back into the run. */
export async function* evaluate(
  run: Run,
  weights: WeightSet,
  name: string,
): AsyncGenerator<RunEvent, void, void> {
  const { heldOut, config, state } = run;
  if (heldOut.length === 0) return;
  yield { kind: 'work', work: 'evaluating', done: 0, of: heldOut.length, ...state.at };
  const answers = await run.model.generate(
    weights,
    heldOut.map(({ id, picture, question }) => ({
      id,
      picture,
      text: reasonerPrompt(question, {
        family: run.prompts,
        kind: 'reasoned',
        unanswerable: config['votes.unanswerable'],
      }),
      samples: 1,
      key: 0,
    })),
    {
      maxNewTokens: config['reasoner.maxNewTokens'],
      temperature: 0,
      topP: 1,
      topK: 0,
      stopTexts: stopsOf(run, 'reasoner'),
    },
  );
  const result = scoreSuite(
    heldOut.map(({ id, type, gold, skill }) => ({ id, type, gold: [openGold(gold, 'measure')], skill })),
    answers.map(({ requestId, text }) => ({ itemId: requestId, text })),
    null,
    {
      suite: `held-out, ${config['evaluation.domain']}`,
      matching: 'type-aware',
      form: answerFormOf(run.prompts),
    },
  );
  state.evaluations.push({ weights: name, result });
  yield { kind: 'evaluation', result, weights: name, ...state.at };
}
