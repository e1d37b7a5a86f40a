import { createStore, type StoreApi } from 'zustand/vanilla';
import { faultOf, VisplayError, type Fault } from '../../errors.ts';
import type { Asking, Command, Spoken } from '../../loop/protocol.ts';
import type { RunSource } from '../session/source.ts';
import type { Session, Speech } from '../session/session.ts';
import { lateStore } from '../lateStore.ts';
import { openCommand } from '../setup/openCommand.ts';

interface AskerState {
  /** Number of questions that wait for their answer. */
  readonly waiting: number;
  /** Whether a model is being opened for them. */
  readonly opening: boolean;
}

/**
 * Asks a model about a picture: the one of the run that goes on here, which answers between two steps, or one that is
 * opened for this alone, where nothing runs.
 */
export interface Asker extends StoreApi<AskerState> {
  /**
   * @param onText told what the answer says so far
   * @throws VisplayError what the worker says, or `asked-away` where it ended before it answered
   */
  ask(asking: Omit<Asking, 'id'>, onText?: (text: string) => void): Promise<Spoken>;
}

interface Pending {
  readonly onText: (text: string) => void;
  readonly resolve: (spoken: Spoken) => void;
  readonly reject: (error: VisplayError) => void;
  readonly own: boolean;
}

export function createAsker(
  session: Session,
  makeLive: () => RunSource,
  opening: () => Promise<Extract<Command, { kind: 'open' }> | null>,
): Asker {
  const store = createStore<AskerState>(() => ({ waiting: 0, opening: false }));
  const pending = new Map<number, Pending>();
  let own: { readonly source: RunSource; ready: boolean; readonly queue: Command[] } | null = null;
  let next = 0;

  function count(): void {
    store.setState({ waiting: pending.size });
    // Two models side by side take twice the memory: a run's own answers from now on.
    if (pending.size === 0 && own !== null && session.getState().kind === 'live') close(askedAway);
  }

  function hear(speech: Speech): void {
    const id = speech.kind === 'spoken' ? speech.spoken.id : speech.id;
    const asked = pending.get(id);
    if (asked === undefined) return;
    if (speech.kind === 'saying') {
      asked.onText(speech.text);
      return;
    }
    pending.delete(id);
    count();
    if (speech.kind === 'spoken') asked.resolve(speech.spoken);
    else asked.reject(new VisplayError(speech.fault.code, speech.fault.said, speech.fault.fix));
  }

  function rejectAll(ofOwn: boolean, fault: Fault): void {
    for (const [id, asked] of pending) {
      if (asked.own !== ofOwn) continue;
      pending.delete(id);
      asked.reject(new VisplayError(fault.code, fault.said, fault.fix));
    }
    count();
  }

  function close(fault: Fault): void {
    own?.source.close();
    own = null;
    store.setState({ opening: false });
    rejectAll(true, fault);
  }

  function openOwn(): NonNullable<typeof own> {
    const opened: NonNullable<typeof own> = { source: makeLive(), ready: false, queue: [] };
    store.setState({ opening: true });
    opened.source.subscribe((message) => {
      if (own !== opened) return;
      if (message.kind === 'saying' || message.kind === 'spoken' || message.kind === 'not spoken')
        hear(message);
      else if (message.kind === 'state' && message.state === 'ready') {
        opened.ready = true;
        store.setState({ opening: false });
        for (const command of opened.queue.splice(0)) opened.source.send(command);
      } else if (message.kind === 'fault' && message.fatal) close(message.fault);
    });
    void opening()
      .catch((thrown: unknown) => faultOf(thrown))
      .then((command) => {
        if (own !== opened) return;
        if (command === null) close(notHere);
        else if ('code' in command) close(command);
        else opened.source.send(command);
      });
    return opened;
  }

  session.onSpeech(hear);
  session.subscribe((now, before) => {
    if (now.worker === before.worker && now.kind === before.kind) return;
    count();
    if (now.worker === 'empty' || now.worker === 'opening' || now.worker === 'failed')
      rejectAll(false, askedAway);
  });

  const runsHere = (): boolean => {
    const { kind, worker } = session.getState();
    return kind === 'live' && worker !== 'empty' && worker !== 'opening' && worker !== 'failed';
  };

  return {
    ...store,
    ask: (asking, onText = () => undefined) =>
      new Promise((resolve, reject) => {
        const id = next++;
        const command: Command = { kind: 'ask', asking: { ...asking, id } };
        const here = runsHere();
        pending.set(id, { onText, resolve, reject, own: !here });
        count();
        if (here) session.send(command);
        else {
          own ??= openOwn();
          if (own.ready) own.source.send(command);
          else own.queue.push(command);
        }
      }),
  };
}

const notHere: Fault = {
  code: 'model-not-here',
  said: 'The chosen model is not on this machine yet.',
  fix: 'Get it in the sheet of models, or choose the embedded one.',
};

const askedAway: Fault = {
  code: 'asked-away',
  said: 'The model was put to other work before it answered.',
  fix: 'Ask again.',
};

export const askerOf = lateStore((app) => createAsker(app.session, app.makeLive, () => openCommand(app)));
