import { pooled, type Evidence, type FinishedRun, type RecordedRun } from './evidence.ts';
import type { RoundFacts } from './facts.ts';
import { decimal, percent, shareOfCount, table } from './markdown.ts';
import { average } from './paired.ts';
import { arms } from './plan.ts';

/** The tables of what happened inside the runs, by arm and round, over all seeds of the arm. */

function byRound<T>(
  evidence: Evidence,
  row: (facts: readonly RoundFacts[], runs: readonly FinishedRun[], round: number) => T,
): { readonly arm: string; readonly round: number; readonly row: T }[] {
  return arms.flatMap((arm) => {
    const runs = evidence.of(arm);
    const rounds = Math.max(0, ...runs.map(({ summary }) => summary.facts.length));
    return Array.from({ length: rounds }, (_, index) => {
      const round = index + 1;
      const facts = runs.flatMap(({ summary }) => summary.facts.filter((it) => it.round === round));
      return { arm: arm.name, round, row: row(facts, runs, round) };
    });
  });
}

/** Questions, labels, and whether they are right. */
export function silverTable(evidence: Evidence): string {
  const rows = byRound(evidence, (facts, runs, round) => {
    const kept = runs.flatMap(({ summary }) => summary.keptQuestions.filter((it) => it.round === round));
    const asked = kept.reduce((sum, { n }) => sum + n, 0);
    const right = (share: 'seen' | 'blind'): number =>
      kept.reduce((sum, it) => sum + it.n * (it[share] ?? 0), 0) / asked;
    return [
      shareOfCount({
        n: facts.reduce((sum, it) => sum + it.asked, 0),
        right: facts.reduce((sum, it) => sum + it.parsed, 0),
      }),
      shareOfCount(pooled(facts.map(({ wellPosed }) => wellPosed))),
      shareOfCount(pooled(facts.map(({ wellPosedKept }) => wellPosedKept))),
      shareOfCount(pooled(facts.map(({ silver }) => silver))),
      shareOfCount(pooled(facts.map(({ silverKept }) => silverKept))),
      shareOfCount(pooled(facts.map(({ flips }) => flips))),
      decimal(average(facts.map(({ effectiveKinds }) => effectiveKinds))),
      decimal(average(facts.map(({ effectiveSkills }) => effectiveSkills))),
      asked === 0 ? '–' : `${percent(right('blind'))} of ${percent(right('seen'))}`,
    ];
  });
  const head = [
    'arm',
    'round',
    'parsed',
    'well-posed, all',
    'well-posed, kept',
    'labels right, all',
    'labels right, kept',
    'flips',
    'effective kinds',
    'effective skills',
    'blind of seen',
  ];
  return table(
    head,
    rows.map(({ arm, round, row }) => [`\`${arm}\``, String(round), ...row]),
  );
}

/** What a round cost, and how much of it taught nothing. */
export function costTable(evidence: Evidence): string {
  const rows = byRound(evidence, (facts) => {
    const seconds = (stage: 'A' | 'B' | 'C'): string =>
      decimal(average(facts.map((it) => it.seconds[stage] ?? 0)) / 60);
    return [
      seconds('A'),
      seconds('B'),
      seconds('C'),
      Math.round(average(facts.map(({ tokens }) => tokens))).toLocaleString('en'),
      shareOfCount(pooled(facts.map(({ evenGroups }) => evenGroups.questioner))),
      shareOfCount(pooled(facts.map(({ evenGroups }) => evenGroups.reasoner))),
    ];
  });
  const head = [
    'arm',
    'round',
    'A, minutes',
    'B, minutes',
    'C, minutes',
    'tokens',
    'even groups, questioner',
    'even groups, reasoner',
  ];
  return table(
    head,
    rows.map(({ arm, round, row }) => [`\`${arm}\``, String(round), ...row]),
  );
}

/** Silver labels right by confidence. */
export function reliabilityTable(evidence: Evidence, names: readonly string[]): string {
  const rows = Array.from({ length: 10 }, (_, bin) => [
    `${(bin / 10).toFixed(1)} to ${((bin + 1) / 10).toFixed(1)}`,
    ...names.map((name) => {
      const facts = evidence.of(name).flatMap(({ summary }) => summary.facts);
      return shareOfCount(pooled(facts.map(({ reliability }) => reliability[bin]!)));
    }),
  ]);
  return table(['confidence', ...names.map((name) => `\`${name}\``)], rows);
}

/** How often each alarm rings in runs that are made to collapse, and in the others. */
export function alarmTable(
  evidence: Evidence,
  rules: readonly { readonly code: string; readonly rule: string }[],
): string {
  const finished = arms.flatMap((arm) => evidence.of(arm).map((run) => ({ arm, run })));
  const collapsing = finished.filter(({ arm }) => arm.collapses === true);
  const sound = finished.filter(({ arm }) => arm.collapses !== true);
  const rings = (runs: typeof finished, code: string | null): string => {
    const right = runs.filter(({ run }) => run.alarms.some((it) => code === null || it.code === code));
    return `${right.length} of ${runs.length}`;
  };
  const where = (code: string): string => {
    const names = finished
      .filter(({ run }) => run.alarms.some((it) => it.code === code))
      .map(({ run }) => `${run.plan.arm}-${run.plan.seed}`);
    return names.join(', ');
  };
  const rows = rules.map(({ code, rule }) => [
    `\`${code}\``,
    rule,
    rings(collapsing, code),
    rings(sound, code),
    where(code),
  ]);
  return table(
    ['alarm', 'rings when', 'hits', 'false alarms', 'runs'],
    [...rows, ['any', '', rings(collapsing, null), rings(sound, null), '']],
  );
}

/** Every run that was started, whatever came of it. */
export function startedTable(runs: readonly RecordedRun[]): string {
  const rows = runs.map(({ plan, summary, failure }) => {
    const status =
      summary !== null ? 'finished' : failure !== null ? `failed: ${failure.said}` : 'started, not finished';
    return [
      `\`${plan.arm}\``,
      String(plan.seed),
      status,
      summary?.startedAt.slice(0, 16).replace('T', ' ') ?? '–',
      summary === null ? '–' : decimal(summary.seconds / 60),
      summary === null ? '–' : `${summary.backend}, ${summary.adapter}`,
    ];
  });
  return table(['arm', 'seed', 'what came of it', 'started (UTC)', 'minutes of self-play', 'device'], rows);
}
