import { describe, expect, it } from 'vitest';
import type { Command, Message } from '../../loop/protocol.ts';
import { tinyRun } from '../fixtures/tinyRun.ts';
import { ReplaySource } from './replaySource.ts';
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

  it('shows at once where somebody leaps to', () => {
    const { made, settle } = session();
    const source = new ReplaySource('recorded', tinyRun);
    made.connect(source);
    made.send({ kind: 'open', model: { kind: 'embedded' }, backend: 'auto' });
    expect(made.getState().run.header).toBeNull();
    made.send({ kind: 'seek', sequence: tinyRun[2]!.sequence });
    expect(made.getState().run.sequence).toBe(tinyRun[2]!.sequence);
    settle();
    expect(made.getState().run.sequence).toBe(tinyRun[2]!.sequence);
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

  const open: Command = { kind: 'open', model: { kind: 'embedded' }, backend: 'auto' };
  const opened: Message = {
    kind: 'opened',
    device: { backend: 'webgpu', adapter: 'a GPU' },
    model: { name: 'nano', parameters: 1 },
    notice: null,
  };

  it('lets a live source get ready behind a recorded run, which goes on', () => {
    const { made, settle } = session();
    const recorded = puppet('recorded');
    const live = puppet('live');
    let shown = 0;
    made.connect(recorded.source);
    made.prepare(live.source, open, () => shown++);
    made.send({ kind: 'advance', by: 'step' }, true);
    made.send({ kind: 'pause' });
    expect(recorded.sent.map((command) => command.kind)).toEqual(['pause']);
    live.tell({ kind: 'opening', file: 'model', loadedBytes: 1, totalBytes: 2 });
    live.tell(opened);
    recorded.tell({ kind: 'event', runId: 'tiny', event: tinyRun[0]! });
    settle();
    expect(made.getState()).toMatchObject({
      kind: 'recorded',
      preparing: true,
      device: null,
      opening: { file: 'model' },
    });
    expect(made.getState().run.header?.runId).toBe('tiny');
    live.tell({ kind: 'state', state: 'ready' });
    expect(made.getState()).toMatchObject({ kind: 'live', preparing: false, device: { adapter: 'a GPU' } });
    expect(made.getState().run.header).toBeNull();
    expect(recorded.closed()).toBe(true);
    expect(live.sent.map((command) => command.kind)).toEqual(['open', 'advance']);
    expect(shown).toBe(1);
  });

  it('leaves the recorded run where the live one is given up or fails to open', () => {
    const { made } = session();
    const recorded = puppet('recorded');
    made.connect(recorded.source);
    const given = puppet('live');
    made.prepare(given.source, open, () => undefined);
    made.cancel();
    expect(given.closed()).toBe(true);
    const failing = puppet('live');
    made.prepare(failing.source, open, () => undefined);
    failing.tell({ kind: 'fault', fault: { code: 'x', said: 'No.', fix: '' }, fatal: true });
    expect(made.getState()).toMatchObject({ kind: 'recorded', preparing: false });
    expect(made.getState().faults).toHaveLength(1);
    expect(recorded.closed()).toBe(false);
  });

  it('shows a live source at once where nothing else is shown, and nothing once it is given up', () => {
    const { made } = session();
    const live = puppet('live');
    made.prepare(live.source, open, () => undefined);
    expect(made.getState().kind).toBe('live');
    made.cancel();
    expect(made.getState().kind).toBe('none');
    expect(live.closed()).toBe(true);
  });
});
