import type { Browser, Page } from '@playwright/test';

/** The longest task of the page's main thread while something is done, ms. */
export async function longestTask(
  browser: Browser,
  page: Page,
  during: () => Promise<void>,
): Promise<number> {
  await browser.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline'] });
  await during();
  const trace: { traceEvents: TraceEvent[] } = JSON.parse((await browser.stopTracing()).toString());
  const main = trace.traceEvents.find(
    (event) =>
      event.name === 'thread_name' && event.args?.name === 'CrRendererMain' && event.pid === busiest(trace),
  );
  // Time on the processor, not on the clock: other programs on this machine do not count.
  return trace.traceEvents
    .filter((event) => event.tid === main?.tid && event.pid === main?.pid && event.name === 'RunTask')
    .reduce((most, event) => Math.max(most, (event.tdur ?? 0) / 1000), 0);
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** The renderer that did the most: the page under test. */
function busiest({ traceEvents }: { readonly traceEvents: readonly TraceEvent[] }): number {
  const busy = new Map<number, number>();
  for (const { name, pid, tdur = 0 } of traceEvents) {
    if (name === 'RunTask') busy.set(pid, (busy.get(pid) ?? 0) + tdur);
  }
  const renderers = traceEvents
    .filter((event) => event.name === 'thread_name' && event.args?.name === 'CrRendererMain')
    .map((event) => event.pid);
  return renderers.toSorted((a, b) => (busy.get(b) ?? 0) - (busy.get(a) ?? 0))[0] ?? -1;
}
