import type { StampedEvent } from '../loop/events.ts';
import { gain, verdictOf } from '../runs/gain.ts';
import type { Guess, Lesson, Scene } from './lesson.ts';
import type { LessonWords } from './lessonWords.ts';
import {
  heldOutMoment,
  mixedGroupMoment,
  rewardMoment,
  silverMoment,
  updateMoment,
  voteMoment,
  type Scored,
} from './moments.ts';
import { isSilent } from './regime.ts';

type Option = Guess['options'][number];

/** An option that the run itself words: an answer, a question. */
const quoted = (key: string, text: string): Option => ({ key, text: () => text });

const sceneOf = (moment: Scene['moment'], guess: Guess): Scene => ({
  moment,
  guess,
  answer: null,
  rewards: [],
});

const chosenFrom = <K extends string>(
  keys: readonly K[],
  text: (words: LessonWords, key: K) => string,
): readonly Option[] => keys.map((key) => ({ key, text: (words) => text(words, key) }));

/** Questions paid the most, the least, and in between; fewer where rewards or questions are the same. */
function apart(scored: readonly Scored[]): readonly Scored[] {
  const sorted = scored
    .filter(({ reward }) => reward.valid)
    // Asked twice, a question may be paid twice over: the votes on it differ.
    .filter((one, at, all) => all.findIndex(({ question }) => question.text === one.question.text) === at)
    .toSorted((a, b) => a.reward.total - b.reward.total);
  const distinct = sorted.filter(
    (one, at) => at === 0 || one.reward.total - sorted[at - 1]!.reward.total > 0.05,
  );
  const [low, high] = [distinct[0], distinct.at(-1)];
  if (low === undefined || high === undefined || low === high) return [];
  const middle = distinct[Math.floor(distinct.length / 2)]!;
  return [...new Set([low, middle, high])].toSorted((a, b) => a.member - b.member);
}

const spread = (scored: readonly Scored[]): number => {
  const totals = apart(scored).map(({ reward }) => reward.total);
  return totals.length < 3 ? -1 : Math.max(...totals) - Math.min(...totals);
};

/** What repeats cost this question. */
const repeatCost = ({ reward }: Scored): number =>
  reward.terms
    .filter(({ key }) => key === 'diversity in group')
    .reduce((sum, { value }) => sum + Math.min(0, value), 0);

/** Whether repeating a question costs nothing in a run. */
const isFree = ([start]: readonly StampedEvent[]): boolean =>
  start?.kind === 'run.start' && start.header.config['reward.diversity'] === 'none';

/** The questions of a group that are one and the same, as many as there are of any. */
function repeated(scored: readonly Scored[]): readonly Scored[] {
  const byText = new Map<string, Scored[]>();
  for (const one of scored) {
    const { text } = one.question;
    if (one.reward.valid) byText.set(text, [...(byText.get(text) ?? []), one]);
  }
  return [...byText.values()].reduce((most, all) => (all.length > most.length ? all : most), []);
}

const paid = ({ reward }: Scored): number => reward.total;

/** A group that asks the same again and again, in a run that lets it. */
function freeRepeats(events: readonly StampedEvent[]): Scene | null {
  const found = rewardMoment(events, (scored) => {
    const same = repeated(scored);
    // A repeated question that earns nothing shows nothing.
    return same.length > 1 && same.some((one) => paid(one) > 0) ? same.length : -1;
  });
  if (found === null) return null;
  const same = repeated(found.scored);
  const shown = same.reduce((best, one) => (paid(one) > paid(best) ? one : best));
  return sceneOf(
    { ...found.moment, member: shown.member },
    {
      options: chosenFrom(['same', 'less', 'more'], (words, key) => words.diversity.options[key]),
      right: 'same',
      said: (words) => words.diversity.free(same.length, found.scored.length, paid(shown)),
    },
  );
}

/** The eight lessons, in the order in which they are given. */
export const lessons: readonly Lesson[] = [
  {
    id: 'roles',
    spotlight: ['picture', 'ask', 'vote'],
    state: { presets: ['improved'], view: 'watch', single: true },
    scene(events) {
      const found = voteMoment(events, 0);
      if (found === null) return null;
      return sceneOf(found.moment, {
        options: chosenFrom(['person', 'questioner', 'vote'], (words, key) => words.roles.options[key]),
        right: 'vote',
        said: (words) => words.roles.said,
      });
    },
    done: ({ revealed }) => revealed,
  },
  {
    id: 'difficulty',
    spotlight: ['ask', 'reward'],
    state: { presets: ['improved'], view: 'watch' },
    scene(events) {
      const found = rewardMoment(events, spread);
      if (found === null) return null;
      const asked = apart(found.scored);
      const right = asked.reduce((most, one) => (one.reward.total > most.reward.total ? one : most));
      const other = asked.find((one) => one !== right);
      const guess: Guess = {
        options: asked.map(({ question }) => quoted(question.id, question.text)),
        right: right.question.id,
        said: (words) => words.difficulty.said(right.reward.confidence ?? 0, right.reward.total),
      };
      // What is marked beforehand must not be the answer.
      const moment = { ...found.moment, member: other?.member ?? null };
      return { moment, guess, answer: right.member, rewards: [] };
    },
    done: ({ revealed }) => revealed,
  },
  {
    id: 'agreement',
    spotlight: ['picture', 'ask', 'vote'],
    state: { presets: ['improved'], view: 'watch', single: true },
    scene(events) {
      const found = voteMoment(events, 1);
      if (found === null) return null;
      const { vote, moment } = found;
      const silver = vote.silver ?? '';
      const most = vote.classes
        .toSorted((a, b) => b.count - a.count)
        .slice(0, 3)
        .map(({ representative }) => representative);
      return sceneOf(moment, {
        // In the order of the alphabet: the winner must not stand first.
        options: most.toSorted().map((answer) => quoted(answer, answer)),
        right: silver,
        said: (words) =>
          words.agreement.said(silver, Math.round(vote.confidence * vote.denominator), vote.denominator),
      });
    },
    done: ({ revealed }) => revealed,
  },
  {
    id: 'advantages',
    spotlight: ['vote', 'reward', 'advantages'],
    state: { presets: ['improved'], view: 'watch' },
    scene(events) {
      const found = mixedGroupMoment(events);
      return found === null
        ? null
        : { moment: found.moment, guess: null, answer: null, rewards: found.rewards };
    },
    done: ({ regimes }) => regimes.some(isSilent) && regimes.some((regime) => !isSilent(regime)),
  },
  {
    id: 'diversity',
    spotlight: ['ask', 'reward'],
    state: {
      presets: ['one-template', 'no-diversity'],
      view: 'watch',
      settings: { 'reward.diversity': 'none', 'reward.balance': 0 },
    },
    scene(events) {
      if (isFree(events)) return freeRepeats(events);
      const found = rewardMoment(events, (scored) => {
        const cost = Math.min(0, ...scored.map(repeatCost));
        return cost < 0 ? -cost : -1;
      });
      if (found === null) return null;
      // Of those that repeats cost the most, the one that loses least to other terms.
      const most = Math.min(...found.scored.map(repeatCost));
      const worst = found.scored
        .filter((one) => repeatCost(one) === most)
        .reduce((best, one) => (one.reward.total > best.reward.total ? one : best));
      return sceneOf(
        { ...found.moment, member: worst.member },
        {
          options: chosenFrom(['same', 'less', 'more'], (words, key) => words.diversity.options[key]),
          right: 'less',
          said: (words) => words.diversity.said(worst.reward.clusterSize, repeatCost(worst)),
        },
      );
    },
    done: ({ revealed }) => revealed,
  },
  {
    id: 'update',
    spotlight: ['advantages', 'update'],
    state: { presets: ['improved'], view: 'watch' },
    scene(events) {
      const found = updateMoment(events);
      if (found === null) return null;
      const { metrics } = found.step;
      return sceneOf(found.moment, {
        options: chosenFrom(['better', 'longest', 'all'], (words, key) => words.update.options[key]),
        right: 'better',
        said: (words) => words.update.said(metrics.kl ?? null),
      });
    },
    done: ({ revealed }) => revealed,
  },
  {
    id: 'heldOut',
    spotlight: ['figures'],
    state: { presets: ['improved'], view: 'watch' },
    scene(events) {
      const found = heldOutMoment(events);
      if (found === null) return null;
      const { before, after } = found;
      const change = after.correct - before.correct;
      const sure = verdictOf(gain(after, before)) !== 'same';
      return sceneOf(found.moment, {
        options: chosenFrom(['more', 'same', 'fewer'], (words, key) => words.heldOut.options[key]),
        right: change > 0 ? 'more' : change < 0 ? 'fewer' : 'same',
        said: (words) => words.heldOut.said(before.correct, after.correct, after.n, sure),
      });
    },
    done: ({ revealed }) => revealed,
  },
  {
    id: 'collapse',
    spotlight: [],
    state: {
      presets: ['wrong-majorities', 'one-template', 'no-diversity'],
      view: 'silver',
      settings: {
        'votes.voter': 'reasoner',
        'votes.unanswerable': false,
        'silver.bandLow': 0,
        'grpo.klCoefficient': 0,
      },
    },
    scene(events) {
      const found = silverMoment(events);
      if (found === null) return null;
      const wrong = 1 - found.precision;
      return sceneOf(found.moment, {
        options: chosenFrom(['none', 'few', 'many', 'most'], (words, key) => words.collapse.options[key]),
        right: wrong < 0.005 ? 'none' : wrong < 0.1 ? 'few' : wrong < 0.5 ? 'many' : 'most',
        said: (words) => words.collapse.said(wrong, found.kept),
      });
    },
    done: ({ revealed }) => revealed,
  },
];

/** @throws where the list of lessons lacks one: its names and the list stand in two files */
export function lessonNamed(name: Lesson['id']): Lesson {
  const found = lessons.find(({ id }) => id === name);
  if (found === undefined) throw new Error(`There is no lesson ${name}.`);
  return found;
}
