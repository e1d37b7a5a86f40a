import { linesOf, type DrawnLine } from '../../charts/drawnLine.ts';
import type { RunHeader } from '../../loop/events.ts';
import type { MetricKey } from '../../loop/metrics.ts';
import { gain, type Gain } from '../../runs/gain.ts';
import { runName } from '../../runs/runName.ts';
import { presetLabel } from './caption.ts';
import { isRecorded, type LibraryState } from './library.ts';
import type { RunLines } from './libraryCalls.ts';

/** A run among those that are compared. */
export interface ComparedRun {
  readonly id: string;
  readonly name: string;
  readonly colour: string;
  /** Its place among them: what tells it apart without colour. */
  readonly letter: string;
  readonly header: RunHeader;
  readonly lines: RunLines;
}

/** The chosen runs that have been read, each with the colour of its place. */
export function comparedRuns({ chosen, lines }: Pick<LibraryState, 'chosen' | 'lines'>): ComparedRun[] {
  return chosen.flatMap((id, at) => {
    const read = lines.get(id);
    if (read === null || read?.header == null) return [];
    const { header } = read;
    const name = isRecorded(id) ? presetLabel(header.preset) : runName(header.runId);
    const letter = String.fromCodePoint(65 + at);
    return [{ id, name, colour: `var(--run-${at + 1})`, letter, header, lines: read }];
  });
}

/** The lines of one metric over all runs, each under the name and colour of its run. */
export function overlaid(runs: readonly ComparedRun[], metric: MetricKey): DrawnLine[] {
  return runs.flatMap(({ id, name, colour, lines }, place) =>
    linesOf(lines.series, metric).map((series) => ({
      key: `${id} ${series.id}`,
      series,
      run: name,
      place,
      colour,
    })),
  );
}

/** Best held-out accuracy, and what the last measurement gained on the first of the same suite; null where unmeasured. */
export function heldOutOf({
  evaluations,
}: RunLines): { readonly best: number; readonly gain: Gain | null } | null {
  const [first] = evaluations;
  if (first === undefined) return null;
  const best = Math.max(...evaluations.map(({ result }) => result.accuracy));
  const last = evaluations.findLast(({ result }) => result.suite === first.result.suite);
  return { best, gain: last === undefined || last === first ? null : gain(last.result, first.result) };
}

/** How many of the runs have other pictures than the first. */
export function withOtherPictures(runs: readonly ComparedRun[]): number {
  const named = ({ header }: ComparedRun): string =>
    header.pictures
      .map(({ id }) => id)
      .toSorted()
      .join(' ');
  return runs.filter((run) => named(run) !== named(runs[0]!)).length;
}
