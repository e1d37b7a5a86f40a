import { describe, expect, it, vi } from 'vitest';
import type { Asking, Command, Message, Spoken } from '../../loop/protocol.ts';
import { createSession } from '../session/session.ts';
import type { RunSource } from '../session/source.ts';
import { createAsker } from './asker.ts';

/** A worker that remembers what it was told, and says what the test says. */
function scripted(): {
  source: RunSource;
  told: Command[];
  say: (message: Message) => void;
  closed: () => boolean;
} {
  const told: Command[] = [];
  const listeners = new Set<(message: Message) => void>();
  let closed = false;
  return {
    told,
    closed: () => closed,
    say: (message) => listeners.forEach((listener) => listener(message)),
    source: {
      kind: 'live',
      send: (command) => void told.push(command),
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      close() {
        closed = true;
        listeners.clear();
      },
    },
  };
}

const asking: Omit<Asking, 'id'> = {
  speaker: { kind: 'base' },
  picture: { id: 'p', name: 'p', width: 1, height: 1, rgb: new Uint8Array(3) },
  question: 'What is it?',
  temperature: 0,
  seed: 1,
  maxNewTokens: 8,
  unanswerable: true,
};
const open = { kind: 'open', model: { kind: 'embedded' }, backend: 'auto' } as const;
const spoken = (id: number): Spoken => ({ id, text: 'a cat', tokens: [], finished: true });

describe('asking', () => {
  it('opens a model of its own where nothing runs, once, and waits until it is ready', async () => {
    const workers = [scripted()];
    const [own] = workers;
    const asker = createAsker(
      createSession(),
      () => workers.pop()!.source,
      async () => open,
    );
    const said: string[] = [];
    const first = asker.ask(asking, (text) => said.push(text));
    const second = asker.ask({ ...asking, question: null });
    await vi.waitFor(() => expect(own!.told).toEqual([open]));
    expect(asker.getState()).toEqual({ waiting: 2, opening: true });
    own!.say({ kind: 'state', state: 'ready' });
    expect(own!.told.slice(1)).toMatchObject([
      { kind: 'ask', asking: { id: 0, question: 'What is it?' } },
      { kind: 'ask', asking: { id: 1, question: null } },
    ]);
    own!.say({ kind: 'saying', id: 0, text: 'a' });
    own!.say({ kind: 'spoken', spoken: spoken(1) });
    own!.say({ kind: 'spoken', spoken: spoken(0) });
    expect((await first).id).toBe(0);
    expect((await second).id).toBe(1);
    expect(said).toEqual(['a']);
    expect(asker.getState()).toEqual({ waiting: 0, opening: false });
  });

  it('asks the model of the run that goes on here', async () => {
    const running = scripted();
    const session = createSession();
    session.connect(running.source);
    running.say({ kind: 'state', state: 'paused' });
    const asker = createAsker(
      session,
      () => expect.fail('a second model was opened'),
      async () => open,
    );
    const answer = asker.ask(asking);
    expect(running.told).toMatchObject([{ kind: 'ask' }]);
    running.say({ kind: 'spoken', spoken: spoken(0) });
    expect((await answer).text).toBe('a cat');
  });

  it('says so when the run’s model is put to other work', async () => {
    const running = scripted();
    const session = createSession();
    session.connect(running.source);
    running.say({ kind: 'state', state: 'ended' });
    const asker = createAsker(
      session,
      () => scripted().source,
      async () => open,
    );
    const answer = asker.ask(asking);
    session.connect(scripted().source);
    await expect(answer).rejects.toThrow('put to other work');
  });

  it('gives its own model back when a run begins', async () => {
    const own = scripted();
    const session = createSession();
    const asker = createAsker(
      session,
      () => own.source,
      async () => open,
    );
    const answer = asker.ask(asking);
    own.say({ kind: 'state', state: 'ready' });
    own.say({ kind: 'not spoken', id: 0, fault: { code: 'x', said: 'No.', fix: 'Go.' } });
    await expect(answer).rejects.toThrow('No. Go.');
    expect(own.closed()).toBe(false);
    session.connect(scripted().source);
    expect(own.closed()).toBe(true);
  });

  it('passes on why no model could be opened', async () => {
    const own = scripted();
    const asker = createAsker(
      createSession(),
      () => own.source,
      async () => open,
    );
    const answer = asker.ask(asking);
    own.say({
      kind: 'fault',
      fatal: true,
      fault: { code: 'no', said: 'There is no room.', fix: 'Make some.' },
    });
    await expect(answer).rejects.toThrow('There is no room.');
    expect(own.closed()).toBe(true);
  });
});
