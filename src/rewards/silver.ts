import type { Question, QuestionType } from '../questioner/question.ts';
import type { VoteSet } from '../votes/voteSet.ts';
import { kindOf } from './kind.ts';

export type DropReason =
  | 'not parsed'
  | 'no answer'
  | 'unanswerable'
  | 'below band'
  | 'above band'
  | 'answerable blind'
  | 'dropped string'
  | 'duplicate'
  | 'over the share of its kind'
  | 'one-sided verdict';

/** One row of the silver set: a question with the answer that the vote gave it, kept for training or dropped with the reason. */
export interface SilverRow {
  readonly questionId: string;
  readonly pictureId: string;
  readonly question: string;
  readonly type: QuestionType | null;
  readonly silver: string | null;
  readonly confidence: number;
  readonly voter: string;
  readonly kept: boolean;
  readonly dropReason: DropReason | null;
}

export interface SilverOptions {
  /** Kept from here to `bandHigh`, both included. */
  readonly bandLow: number;
  readonly bandHigh: number;
  /** Holds the lower end against what is left of the confidence when guessing is taken off. */
  readonly beyondChance: boolean;
  /** As the official code: drops questions with "box" or the Chinese for "prove", and labels with "text". */
  readonly dropStrings: boolean;
  /** Keeps the same question about the same picture once. */
  readonly dropDuplicates: boolean;
  /** No kind of question has more than this share of the rows that passed every other filter; 1 is off. */
  readonly largestShare: number;
  /** Of yes-or-no questions of one pattern, keeps as many that are answered one way as the other. */
  readonly evenVerdicts: boolean;
  /** Most blind answers that may agree with the silver answer; null switches the gate off. */
  readonly blindAllowed: number | null;
}

/**
 * Stage B's filter: every candidate becomes a row, kept or dropped for the first reason that applies, in the order of
 * the candidates. The order of the reasons is the order of the funnel.
 */
export function silverSet(
  candidates: readonly { readonly question: Question; readonly votes: VoteSet | null }[],
  options: SilverOptions,
): SilverRow[] {
  const seen = new Set<string>();
  const judged = candidates.map(({ question, votes }) => {
    let reason = reasonToDrop(question, votes, options);
    if (reason === null && options.dropDuplicates) {
      const same = `${question.pictureId}\n${question.text.trim().toLowerCase().replace(/\s+/g, ' ')}`;
      if (seen.has(same)) reason = 'duplicate';
      seen.add(same);
    }
    return { question, votes, reason };
  });
  const most = Math.max(
    1,
    Math.floor(options.largestShare * judged.filter(({ reason }) => reason === null).length),
  );
  const perKind = new Map<string, number>();
  const capped = judged.map(({ question, votes, reason }) => {
    if (reason !== null) return { question, votes, reason };
    const kind = kindOf(question.text);
    const count = (perKind.get(kind) ?? 0) + 1;
    if (count > most) return { question, votes, reason: 'over the share of its kind' as const };
    perKind.set(kind, count);
    return { question, votes, reason };
  });
  const oneSided = options.evenVerdicts ? oneSidedVerdicts(capped) : new Set<Question>();
  return capped.map(({ question, votes, reason }) => {
    const dropReason = oneSided.has(question) ? 'one-sided verdict' : reason;
    return {
      questionId: question.id,
      pictureId: question.pictureId,
      question: question.text,
      type: question.type,
      silver: votes?.silver ?? null,
      confidence: votes?.confidence ?? 0,
      voter: votes?.voter ?? '',
      kept: dropReason === null,
      dropReason,
    };
  });
}

interface Judged {
  readonly question: Question;
  readonly votes: VoteSet | null;
  readonly reason: DropReason | null;
}

/**
 * Questions whose verdict is already as frequent as the other one among those of their pattern, which keeps one at
 * least. A vote is surer of what is absent than of what is there: a reasoner that is trained on such labels learns to
 * say no to the pattern.
 */
function oneSidedVerdicts(judged: readonly Judged[]): ReadonlySet<Question> {
  const verdicts = judged.flatMap(({ question, votes, reason }) => {
    const verdict = votes?.silver?.toLowerCase();
    return reason === null && (verdict === 'yes' || verdict === 'no')
      ? [{ question, verdict, pattern: patternOf(question.text) }]
      : [];
  });
  const found = countsBy(verdicts);
  const kept = new Map<string, number>();
  return new Set(
    verdicts.flatMap(({ question, verdict, pattern }) => {
      const other = found.get(`${pattern} ${verdict === 'yes' ? 'no' : 'yes'}`) ?? 0;
      const count = (kept.get(`${pattern} ${verdict}`) ?? 0) + 1;
      if (count > Math.max(1, other)) return [question];
      kept.set(`${pattern} ${verdict}`, count);
      return [];
    }),
  );
}

function countsBy(
  verdicts: readonly { readonly pattern: string; readonly verdict: string }[],
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { pattern, verdict } of verdicts) {
    counts.set(`${pattern} ${verdict}`, (counts.get(`${pattern} ${verdict}`) ?? 0) + 1);
  }
  return counts;
}

/** How a yes-or-no question is built, whatever it is about: its first two words and how many it has. */
function patternOf(question: string): string {
  const words = question.trim().toLowerCase().split(/\s+/);
  return `${words.slice(0, 2).join(' ')} ${words.length}`;
}

function reasonToDrop(question: Question, votes: VoteSet | null, options: SilverOptions): DropReason | null {
  if (question.status !== 'ok') return 'not parsed';
  if (votes?.unanswerable === true) return 'unanswerable';
  if (votes === null || votes.silver === null) return 'no answer';
  if (options.dropStrings && /证明|box/i.test(question.text)) return 'dropped string';
  if (options.dropStrings && votes.silver.includes('text')) return 'dropped string';
  const sure = options.beyondChance ? beyondChance(question, votes) : votes.confidence;
  if (sure < options.bandLow) return 'below band';
  if (votes.confidence > options.bandHigh) return 'above band';
  const { blind } = votes;
  return blind !== null && options.blindAllowed !== null && blind.agreeing > options.blindAllowed
    ? 'answerable blind'
    : null;
}

/**
 * Confidence on a scale where guessing is 0 and full agreement 1, as Cohen's kappa takes chance off: agreement of
 * 0.6 is little when only yes and no can be said. Guessing is 1/2 for those, 1/4 among options A to D, else 0.
 */
function beyondChance({ type }: Question, { silver, confidence }: VoteSet): number {
  const chance = /^(yes|no)$/i.test(silver ?? '') ? 1 / 2 : type === 'multiple choice' ? 1 / 4 : 0;
  return Math.max(0, (confidence - chance) / (1 - chance));
}

/** How many candidates came how far, and what stopped the others. */
export interface Funnel {
  readonly counts: {
    readonly asked: number;
    readonly parsed: number;
    /** Has a silver answer: parsed, somebody answered, and the majority did not call it unanswerable. */
    readonly answered: number;
    readonly kept: number;
  };
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
}

export function funnelOf(rows: readonly SilverRow[]): Funnel {
  const dropped: Partial<Record<DropReason, number>> = {};
  for (const { dropReason } of rows)
    if (dropReason !== null) dropped[dropReason] = (dropped[dropReason] ?? 0) + 1;
  const parsed = rows.length - (dropped['not parsed'] ?? 0);
  return {
    counts: {
      asked: rows.length,
      parsed,
      answered: parsed - (dropped['no answer'] ?? 0) - (dropped.unanswerable ?? 0),
      kept: rows.filter(({ kept }) => kept).length,
    },
    dropped,
  };
}
