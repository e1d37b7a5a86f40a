import { describe, expect, it } from 'vitest';
import type { Command, Message } from '../../loop/protocol.ts';
import { tinyRun } from '../fixtures/tinyRun.ts';
import { createSession } from './session.ts';
import type { RunSource } from './source.ts';

/** A source that the test speaks through. */
function puppet(kind: RunSource['kind'] = 'live') {
  let tell: ((message: Message) => void) | null = null;
  const sent: Command[] = [];
  let closed = false;
  const source: RunSource = {
    kind,
    send: (command) => void sent.push(command),
    subscribe: (listener) => {
      tell = listener;
      return () => {};
    },
    close: () => {
      closed = true;
    },
  };
  return { source, sent, tell: (message: Message) => tell?.(message), closed: () => closed };
}

function session() {
  const tasks: (() => void)[] = [];
  const made = createSession((task) => tasks.push(task));
  return {
    made,
    settle: () => {
      while (tasks.length > 0) tasks.shift()!();
    },
  };
}

describe('a session', () => {
  it('folds what the source says, in batches', async () => {
    const { made, settle } = session();
    const { source, tell } = puppet();
    made.connect(source);
    for (const event of tinyRun) tell({ kind: 'event', runId: 'tiny', event });
    expect(made.getState().run.header).toBeNull();
    settle();
    expect(made.getState().run).toMatchObject({ end: 'finished', tick: 6 });
    expect(await made.heard()).toEqual(JSON.parse(JSON.stringify(tinyRun)));
  });

  it('holds a command back until the worker is ready', () => {
    const { made } = session();
    const { source, sent, tell } = puppet();
    made.connect(source);
    made.send({ kind: 'open', model: { kind: 'embedded' }, backend: 'auto' });
    made.send({ kind: 'play' }, true);
    tell({ kind: 'state', state: 'opening' });
    expect(sent.map((command) => command.kind)).toEqual(['open']);
    tell({ kind: 'state', state: 'ready' });
    expect(sent.map((command) => command.kind)).toEqual(['open', 'play']);
  });

  it('shows a fault once and lets it be dismissed', () => {
    const { made } = session();
    const { source, tell } = puppet();
    made.connect(source);
    const fault = { code: 'device-lost', said: 'The GPU went away.', fix: 'Resume.' };
    tell({ kind: 'fault', fault, fatal: true });
    tell({ kind: 'fault', fault, fatal: true });
    expect(made.getState().faults).toHaveLength(1);
    made.dismiss(made.getState().faults[0]!.id);
    expect(made.getState().faults).toEqual([]);
  });

  it('closes the source before and no longer hears it', () => {
    const { made } = session();
    const first = puppet('recorded');
    made.connect(first.source);
    made.connect(puppet().source);
    first.tell({ kind: 'state', state: 'running' });
    expect(first.closed()).toBe(true);
    expect(made.getState()).toMatchObject({ kind: 'live', worker: 'empty' });
  });
});
