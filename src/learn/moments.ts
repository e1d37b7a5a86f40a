/** Finds the places in a run that the lessons stop at, by what happens there: any run has them, whatever its pictures. */
import { stepKey } from '../app/session/runState.ts';
import type { StampedEvent } from '../loop/events.ts';
import type { QuestionReward } from '../rewards/questionReward.ts';
import type { VoteSet } from '../votes/voteSet.ts';
import type { Question } from '../questioner/question.ts';
import type { Moment } from './lesson.ts';

type Kind = StampedEvent['kind'];
export type EventOf<K extends Kind> = Extract<StampedEvent, { readonly kind: K }>;
type Events = readonly StampedEvent[];

const ofKind = <K extends Kind>(events: Events, kind: K): readonly EventOf<K>[] =>
  events.filter((event): event is EventOf<K> => event.kind === kind);

/** The first of the best, by a score; null where every score is below zero. */
function best<T>(all: readonly T[], score: (one: T) => number): T | null {
  let found: T | null = null;
  let most = -1;
  for (const one of all) {
    const value = score(one);
    if (value > most) [found, most] = [one, value];
  }
  return found;
}

/** Questions of stage A with their place within their group. */
function placesOf(events: Events): ReadonlyMap<string, { question: Question; member: number }> {
  const members = new Map<string, number>();
  const places = new Map<string, { question: Question; member: number }>();
  for (const { questions, stage } of ofKind(events, 'questions')) {
    if (stage !== 'A') continue;
    for (const question of questions) {
      const member = members.get(question.groupId) ?? 0;
      members.set(question.groupId, member + 1);
      places.set(question.id, { question, member });
    }
  }
  return places;
}

/** A vote of stage A, just before it is counted. */
export interface VoteMoment {
  readonly moment: Moment;
  readonly vote: VoteSet;
  readonly question: Question;
}

/** The vote that is worth guessing: a clear winner, but not the only answer. `decided` 0 takes the first vote there is. */
export function voteMoment(events: Events, decided: 0 | 1): VoteMoment | null {
  const places = placesOf(events);
  const cast = ofKind(events, 'votes')
    .filter((event) => event.stage === 'A')
    .flatMap((event) => event.votes.map((vote) => ({ event, vote })));
  const found = best(cast, ({ vote }) => {
    const { classes, confidence, silver, unanswerable } = vote;
    if (silver === null || unanswerable || !places.has(vote.questionId)) return -1;
    if (decided === 0) return 0;
    const counts = classes.map(({ count }) => count).toSorted((a, b) => b - a);
    const clear = counts.length > 1 && counts[0]! > counts[1]! && confidence >= 0.5 && confidence < 0.9;
    return clear ? Math.min(3, counts.length) : 0;
  });
  if (found === null) return null;
  const { event, vote } = found;
  const { question, member } = places.get(vote.questionId)!;
  const step = stepKey(event);
  const moment = { at: event.sequence - 1, reveal: event.sequence, step, group: question.groupId, member };
  return { moment, vote, question };
}

/** A scored question with its place. */
export interface Scored {
  readonly reward: QuestionReward;
  readonly question: Question;
  readonly member: number;
}

/** A questioner group just before its rewards are worked out. */
export interface RewardMoment {
  readonly moment: Moment;
  readonly scored: readonly Scored[];
}

/** The questioner group that scores highest; stops before its rewards and reveals its advantages too. */
export function rewardMoment(
  events: Events,
  score: (scored: readonly Scored[]) => number,
): RewardMoment | null {
  const places = placesOf(events);
  const groups = ofKind(events, 'question rewards').flatMap((event) => {
    const byGroup = new Map<string, Scored[]>();
    for (const reward of event.rewards) {
      const place = places.get(reward.questionId);
      if (place === undefined) continue;
      const { groupId } = place.question;
      byGroup.set(groupId, [...(byGroup.get(groupId) ?? []), { reward, ...place }]);
    }
    return [...byGroup].map(([group, scored]) => ({ event, group, scored }));
  });
  const found = best(groups, ({ scored }) => score(scored));
  if (found === null) return null;
  const { event, group, scored } = found;
  const step = stepKey(event);
  const told = ofKind(events, 'groups').find((one) => stepKey(one) === step);
  const moment = {
    at: event.sequence - 1,
    reveal: told?.sequence ?? event.sequence,
    step,
    group,
    member: scored[0]?.member ?? null,
  };
  return { moment, scored };
}

/** The reasoner group whose right and wrong answers are most even, with its rewards. */
export function mixedGroupMoment(
  events: Events,
): { readonly moment: Moment; readonly rewards: readonly number[] } | null {
  const groups = ofKind(events, 'groups')
    .filter((event) => event.stage === 'C')
    .flatMap((event) => event.groups.map((group) => ({ event, group })));
  const found = best(groups, ({ group }) => (group.zeroVariance ? -1 : group.mean * (1 - group.mean)));
  if (found === null) return null;
  const { event, group } = found;
  const { sequence: at } = event;
  const moment = { at, reveal: at, step: stepKey(event), group: group.id, member: 0 };
  return { moment, rewards: group.rewards };
}

/** The last questioner step just before its weights have moved, with how far they have come by then. */
export function updateMoment(
  events: Events,
): { readonly moment: Moment; readonly step: EventOf<'step'> } | null {
  const step = ofKind(events, 'step').findLast((event) => event.stage === 'A' && event.role === 'questioner');
  if (step === undefined) return null;
  const key = stepKey(step);
  const told = ofKind(events, 'groups').find((event) => stepKey(event) === key);
  const group = told?.groups.find((one) => !one.zeroVariance)?.id ?? null;
  return { moment: { at: step.sequence - 1, reveal: step.sequence, step: key, group, member: null }, step };
}

/** The last held-out measurement, just before it is told, and the first one of the same suite. */
export function heldOutMoment(events: Events): {
  readonly moment: Moment;
  readonly before: EventOf<'evaluation'>['result'];
  readonly after: EventOf<'evaluation'>['result'];
} | null {
  const all = ofKind(events, 'evaluation');
  const last = all.at(-1);
  const first = all.find((one) => one.result.suite === last?.result.suite);
  if (last === undefined || first === undefined || first === last) return null;
  const { sequence } = last;
  const moment = { at: sequence - 1, reveal: sequence, step: stepKey(last), group: null, member: null };
  return { moment, before: first.result, after: last.result };
}

/** The last silver set just before it is counted, with the share of its labels that is right. */
export function silverMoment(
  events: Events,
): { readonly moment: Moment; readonly kept: number; readonly precision: number } | null {
  const funnel = ofKind(events, 'funnel').findLast(
    (event) => event.counts.kept > 0 && event.metrics['silver/precision'] !== undefined,
  );
  const precision = funnel?.metrics['silver/precision'];
  if (funnel === undefined || precision === undefined) return null;
  const { sequence } = funnel;
  const moment = { at: sequence - 1, reveal: sequence, step: stepKey(funnel), group: null, member: null };
  return { moment, kept: funnel.counts.kept, precision };
}
