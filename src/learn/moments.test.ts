import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { tinyRun } from '../app/fixtures/tinyRun.ts';
import { select } from '../app/groups/selection.ts';
import { foldAll } from '../app/session/fold.ts';
import { emptyRun } from '../app/session/runState.ts';
import type { StampedEvent } from '../loop/events.ts';
import { decodeEvents } from '../runs/eventLog.ts';
import { lessonNames } from './lesson.ts';
import { lessonNamed, lessons } from './lessons.ts';
import { lessonWords } from './lessonWords.ts';
import { rewardMoment, voteMoment } from './moments.ts';

const recording = (preset: string): readonly StampedEvent[] =>
  decodeEvents(
    gunzipSync(readFileSync(new URL(`../../public/recorded/${preset}.jsonl.gz`, import.meta.url))).toString(),
  ).events;
const shipped = recording('improved');

/** What the page knows when all up to event number `at` has been said. */
const knownAt = (events: readonly StampedEvent[], at: number) =>
  foldAll(
    emptyRun,
    events.filter((event) => event.sequence <= at),
  );

it('has the lessons in the order of their names', () => {
  expect(lessons.map(({ id }) => id)).toEqual(lessonNames);
});

describe.each([
  ['the hand-written run', tinyRun],
  ['the recording that comes with the page', shipped],
])('in %s', (_, events) => {
  const scenes = lessons.flatMap(({ id, scene: find }) => {
    const scene = find(events);
    return scene === null ? [] : [{ id, ...scene }];
  });

  it('lessons find their place', () => {
    expect(scenes.map(({ id }) => id)).toEqual(lessonNames);
  });

  it.each(scenes.filter(({ moment }) => moment.group !== null))(
    'lesson $id looks at a group that is there before the answer is',
    ({ moment }) => {
      expect(moment.reveal).toBeGreaterThanOrEqual(moment.at);
      expect(select(knownAt(events, moment.at), moment).view?.id).toBe(moment.group);
    },
  );

  it.each(scenes.flatMap(({ id, guess }) => (guess === null ? [] : [{ id, guess }])))(
    'lesson $id asks with different options, one of them right, and can say why',
    ({ guess }) => {
      expect(guess.options.map(({ key }) => key)).toContain(guess.right);
      const texts = guess.options.map(({ text }) => text(lessonWords));
      expect(new Set(texts).size).toBe(texts.length);
      expect(guess.said(lessonWords)).not.toMatch(/undefined|NaN|null/);
    },
  );

  it('stops before the vote and reveals it', () => {
    const { moment, vote } = voteMoment(events, 1)!;
    const asked = (at: number) => {
      const { view, member } = select(knownAt(events, at), moment);
      return view?.kind === 'questions' ? view.questions[member] : undefined;
    };
    expect(asked(moment.at)?.question.id).toBe(vote.questionId);
    expect(asked(moment.at)?.vote).toBeNull();
    expect(asked(moment.reveal)?.vote?.silver).toBe(vote.silver);
  });

  it('stops before the rewards and reveals them', () => {
    const { moment, scored } = rewardMoment(events, (all) => all.length)!;
    const rewards = (at: number) => {
      const { view } = select(knownAt(events, at), moment);
      return view?.kind === 'questions' ? view.questions.map(({ reward }) => reward?.total ?? null) : [];
    };
    expect(rewards(moment.at).every((one) => one === null)).toBe(true);
    expect(rewards(moment.reveal)).toEqual(scored.map(({ reward }) => reward.total));
  });
});

it('does not mark the best question before it is guessed', () => {
  const { moment, answer } = lessons.find(({ id }) => id === 'difficulty')!.scene(shipped)!;
  expect(answer).not.toBeNull();
  expect(moment.member).not.toBe(answer);
});

it('shows in a run without the penalty that repeating costs nothing', () => {
  const { presets, settings } = lessonNamed('diversity').state;
  expect(settings).toMatchObject({ 'reward.diversity': 'none' });
  const free = recording(presets[0]!);
  const { moment, guess } = lessonNamed('diversity').scene(free)!;
  expect(guess!.right).toBe('same');
  const { view, member } = select(knownAt(free, moment.reveal), moment);
  const questions = view?.kind === 'questions' ? view.questions : [];
  const marked = questions[member]!;
  const { text } = marked.question;
  expect(questions.filter(({ question }) => question.text === text).length).toBeGreaterThan(1);
  expect(marked.reward!.total).toBeGreaterThan(0);
  expect(marked.reward!.terms.map(({ key }) => key)).not.toContain('diversity in group');
});

it('lets the vote that is guessed have a winner and a loser', () => {
  const { vote } = voteMoment(shipped, 1)!;
  const counts = vote.classes.map(({ count }) => count).toSorted((a, b) => b - a);
  expect(counts[0]).toBeGreaterThan(counts[1]!);
});
