import { VisplayError } from '../../errors.ts';
import type { RunHeader, Role } from '../../loop/events.ts';
import type { Command } from '../../loop/protocol.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import type { App } from '../app.ts';
import { openCommand } from '../setup/openCommand.ts';

/**
 * One role's weights as a zipped folder: from the run that goes on here, or from a stored one, whose model is opened for
 * this alone. Null where that model has to be fetched first: the visitor is asked then.
 *
 * @throws VisplayError what the worker says
 */
export async function weightsOf(
  app: App,
  header: RunHeader,
  role: Role,
  merged: boolean,
): Promise<Uint8Array | null> {
  const { runId, model } = header;
  const asking: Command = { kind: 'export weights', role, runId, merged };
  const { kind, worker, run } = app.session.getState();
  const here = kind === 'live' && run.header?.runId === runId && worker !== 'failed' && worker !== 'opening';
  if (here) return fromSession(app, asking);
  const open = await openCommand(app, model.link ?? (model.name === 'nano' ? null : undefined));
  return open === null ? null : fromStored(app, open, asking);
}

/** The run that is on the screen says it at its next step boundary. */
const fromSession = (app: App, asking: Command): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const stop = app.session.subscribe(({ faults }, before) => {
      const shown = faults.at(-1);
      if (faults === before.faults || shown === undefined) return;
      stop();
      reject(new VisplayError(shown.fault.code, shown.fault.said, shown.fault.fix));
    });
    app.session.onWeights(({ zip }) => {
      stop();
      resolve(zip);
    });
    app.session.send(asking);
  });

const fromStored = (app: App, open: Command, asking: Command): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const source = app.makeLive();
    const lost = (): void => reject(new VisplayError('weights-lost', laterStrings.push.weightsLost, laterStrings.push.weightsLostFix)); // prettier-ignore
    source.subscribe((message) => {
      if (message.kind === 'state' && message.state === 'ready') source.send(asking);
      else if (message.kind === 'weights') {
        source.close();
        resolve(message.zip);
      } else if (message.kind === 'fault') {
        source.close();
        reject(new VisplayError(message.fault.code, message.fault.said, message.fault.fix));
      } else if (message.kind === 'state' && message.state === 'failed') {
        source.close();
        lost();
      }
    });
    source.send(open);
  });
