import * as v from 'valibot';
import type { MetricValues } from '../loop/metrics.ts';
import { actionIds, perform } from './actions.ts';
import type { App } from './app.ts';
import { views } from './screen.ts';

/** What the page around an embedded one may ask for. */
const request = v.variant('visplay', [
  v.object({ visplay: v.literal('perform'), action: v.picklist(actionIds) }),
  v.object({ visplay: v.literal('show'), view: v.picklist(views) }),
]);

/**
 * What it hears: where the run is, as numbers. Questions, answers, pictures and their names stay inside: whoever embeds
 * the page is not who dropped them.
 */
export interface FrameState {
  readonly visplay: 'state';
  readonly source: string;
  readonly worker: string;
  readonly step: number;
  readonly metrics: MetricValues;
}

/** At most this often, ms. */
const EVERY = 500;

type Around = Pick<Window, 'parent' | 'addEventListener' | 'postMessage'>;

/** Lets the page around this one press its buttons, and tells it how the run goes. */
export function listenToFrame(app: App, self: Around): void {
  // Only numbers go out, so that any page may hear them.
  const tell = (message: object): void => self.parent.postMessage(message, '*');
  self.addEventListener('message', (event) => {
    if (event.source !== self.parent || self.parent === self) return;
    const asked = v.safeParse(request, event.data);
    if (!asked.success) return;
    if (asked.output.visplay === 'show') app.screen.show(asked.output.view);
    else {
      const { action } = asked.output;
      void perform(app, action, 'frame').then((done) => tell({ visplay: 'performed', action, done }));
    }
  });
  let waiting = false;
  app.session.subscribe((now, before) => {
    if (waiting || (now.run.tick === before.run.tick && now.worker === before.worker)) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      tell(stateOf(app));
    }, EVERY);
  });
}

function stateOf(app: App): FrameState {
  const { kind, worker, run } = app.session.getState();
  return { visplay: 'state', source: kind, worker, step: run.tick, metrics: run.rows.at(-1)?.metrics ?? {} };
}
