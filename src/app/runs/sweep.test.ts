import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../loop/config.ts';
import type { Message } from '../../loop/protocol.ts';
import { tinyHeader, tinyRun } from '../fixtures/tinyRun.ts';
import { createSession } from '../session/session.ts';
import { createSetup } from '../setup/setup.ts';
import { createSweep, differencesOf, suggested } from './sweep.ts';

/** A session whose runs end as the test says, as soon as they are started. */
function sweeping(endings: ('finished' | 'stopped' | 'failed')[]) {
  const session = createSession(queueMicrotask);
  const setup = createSetup('?reward.balance=0.5');
  const swept: unknown[] = [];
  const queries = new Set<string>();
  const sweep = createSweep(session, setup, async () => {
    const listeners = new Set<(message: Message) => void>();
    session.connect({
      kind: 'live',
      send: () => undefined,
      close: () => listeners.clear(),
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    });
    const { config } = setup.getState().link;
    swept.push(config['reward.balance']);
    queries.add(setup.query());
    const ending = endings.shift() ?? 'finished';
    const runId = `run-${swept.length}`;
    const say = (message: Message): void => listeners.forEach((listener) => listener(message));
    setTimeout(() => {
      if (ending === 'failed') {
        say({ kind: 'state', state: 'failed' });
        return;
      }
      const [start] = tinyRun;
      const header = { ...tinyHeader, runId, config };
      if (start?.kind === 'run.start') say({ kind: 'event', runId, event: { ...start, header } });
      say({ kind: 'event', runId, event: { kind: 'run.end', reason: ending, sequence: 1, seconds: 1 } });
    }, 0);
  });
  sweep.chooseKnob('reward.balance');
  return { sweep, setup, swept, queries };
}

describe('a sweep', () => {
  it('plays one run after the other, and leaves the setup as it was', async () => {
    const { sweep, setup, swept } = sweeping([]);
    sweep.setState({ values: ['0', '', '0.25', '1'] });
    expect(await sweep.start()).toEqual(['run-1', 'run-2', 'run-3']);
    expect(swept).toEqual([0, 0.25, 1]);
    expect(setup.getState().link.config['reward.balance']).toBe(0.5);
    expect(sweep.getState().going).toBeNull();
  });

  it('leaves the address to what the visitor set, and lets that be changed meanwhile', async () => {
    const { sweep, setup, queries } = sweeping([]);
    sweep.setState({ values: ['0', '0.25'] });
    const ended = sweep.start();
    expect([...queries]).toEqual(['?reward.balance=0.5']);
    setup.apply({ 'reward.balance': 0.75 });
    await ended;
    expect([...queries]).toEqual(['?reward.balance=0.5', '?reward.balance=0.75']);
    expect(setup.query()).toBe('?reward.balance=0.75');
  });

  it.each(['stopped', 'failed'] as const)('ends where a run is %s', async (ending) => {
    const { sweep, setup, swept } = sweeping(['finished', ending]);
    sweep.setState({ values: ['0', '0.25', '1'] });
    expect(await sweep.start()).toEqual(['run-1']);
    expect(swept).toEqual([0, 0.25]);
    expect(setup.getState().link.config['reward.balance']).toBe(0.5);
  });

  it('says what is wrong with its values and starts nothing', async () => {
    const { sweep, swept } = sweeping([]);
    sweep.setState({ values: ['0', 'much'] });
    expect(await sweep.start()).toEqual([]);
    expect(sweep.getState().fault?.code).toBe('setting-range');
    expect(swept).toEqual([]);
    expect(() => differencesOf('reward.balance', ['1', ' 1 '])).toThrow('two to 4 different values');
  });

  it('suggests values on both sides of what is set, within the range', () => {
    expect(suggested('grpo.learningRate', { ...defaultConfig, 'grpo.learningRate': 1e-4 })).toEqual([
      '0.00005',
      '0.0001',
      '0.0002',
    ]);
    expect(suggested('reward.relu', defaultConfig)).toEqual(['false', 'true']);
    expect(suggested('reward.diversity', defaultConfig)).toContain('none');
    expect(suggested('votes.samples', { ...defaultConfig, 'votes.samples': 8 })).toEqual(['4', '8', '16']);
  });
});
