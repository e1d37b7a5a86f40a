import { listOf, listText } from '../../charts/listText.ts';
import { lateStore } from '../lateStore.ts';
import { libraryOf, libraryParts, type LibraryPart, type LibraryState } from './library.ts';

/** What an address says of the runs: which part of the view, and which runs are chosen. */
interface RunsPlace {
  readonly part: LibraryPart;
  readonly runs: readonly string[];
}

/** Reads what stands behind `#/runs`: `/compare?runs=calm-otter-0001,recorded/paper.jsonl.gz`. */
export function readRunsAddress(detail: string): RunsPlace {
  const [path = '', query] = detail.split('?');
  const part = libraryParts.find((one) => `/${one}` === path) ?? 'list';
  return { part, runs: listOf(new URLSearchParams(query).get('runs')) };
}

/** What `readRunsAddress` reads back; empty for the list without a choice. */
export const writeRunsAddress = ({ part, runs }: RunsPlace): string =>
  `${part === 'list' ? '' : `/${part}`}${runs.length === 0 ? '' : `?runs=${listText(runs)}`}`;

const placeOf = ({ part, chosen, missing }: LibraryState): RunsPlace => ({
  part,
  runs: [...chosen, ...missing],
});

/** Keeps the choice of runs in the address, and follows an address that says another one. */
export const followRunsAddress = lateStore((app) => {
  const library = libraryOf(app);
  const { screen } = app;
  const shown = (): string => writeRunsAddress(placeOf(library.getState()));
  const take = (detail: string): void => {
    if (detail === shown()) return;
    const { part, runs } = readRunsAddress(detail);
    library.open(part);
    library.compare(runs);
  };
  const write = (): void => {
    if (screen.getState().details.runs !== shown()) screen.detail('runs', shown());
  };
  const asked = screen.getState().details.runs;
  if (asked !== undefined) take(asked);
  write();
  screen.subscribe(({ details }, before) => {
    if (details.runs !== undefined && details.runs !== before.details.runs) take(details.runs);
  });
  library.subscribe((now, before) => {
    if (now.part !== before.part || now.chosen !== before.chosen || now.missing !== before.missing) write();
  });
  return null;
});
