import type { QuestionType } from '../questioner/question.ts';
import { textKey, uniform } from '../tensor/random.ts';
import { answerIn, type AnswerForm } from '../votes/answerIn.ts';
import { type Matching, sameAnswer } from '../votes/sameAnswer.ts';

/** The reasoner's reward for one rollout against its silver answer. */
export interface AnswerReward {
  readonly rolloutId: string;
  /** The content of the last box; null when there was none. */
  readonly extracted: string | null;
  readonly correct: boolean;
  readonly accuracy: number;
  readonly format: number;
  readonly total: number;
}

export interface AnswerRewardOptions {
  readonly matching: Matching;
  /** The total is (1 − w) · accuracy + w · format. */
  readonly formatWeight: number;
  /** True is the control: a coin decides instead of the label. */
  readonly random: boolean;
  /** Keys the control. */
  readonly seed: number;
  /** Where answers are looked for; in boxes if left out. */
  readonly form?: AnswerForm;
}

/** What a rollout is held against: the silver answer, or in the oracle control the gold one, as plain text. */
export interface AnswerLabel {
  readonly text: string;
  readonly type: QuestionType | null;
}

/**
 * The reward of an answer (`train_examples/reward_function/cot_val_solver.py`): the last box, or whatever
 * `form` takes for the answer, must say what the label says. `format` is 1 when the whole output is a think block and then a box, which VisPlay's prompt never asks for.
 */
export function answerReward(
  rollout: { readonly id: string; readonly text: string },
  label: AnswerLabel,
  options: AnswerRewardOptions,
): AnswerReward {
  const extracted = answerIn(rollout.text, options.form ?? 'box');
  const correct =
    extracted !== null &&
    extracted !== '' &&
    sameAnswer(extracted, label.text, options.matching, label.type) !== null;
  const paid = options.random ? uniform(textKey(rollout.id), options.seed) < 0.5 : correct;
  const accuracy = paid ? 1 : 0;
  const format = THINKS_THEN_BOXES.test(rollout.text.replace(/\s*([<>/])\s*/g, '$1')) ? 1 : 0;
  const { formatWeight: weight } = options;
  return {
    rolloutId: rollout.id,
    extracted,
    correct,
    accuracy,
    format,
    total: (1 - weight) * accuracy + weight * format,
  };
}

const THINKS_THEN_BOXES = /^\s*<think>.*<\/think>.*\\boxed\{.*\}[^{}]*$/s;
