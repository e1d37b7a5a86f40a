import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Message } from '../../loop/protocol.ts';
import { tinyRun } from '../fixtures/tinyRun.ts';
import { ReplaySource } from './replaySource.ts';

const openCommand = { kind: 'open', model: { kind: 'embedded' }, backend: 'auto' } as const;

function listen(source: ReplaySource) {
  const heard: Message[] = [];
  source.subscribe((message) => heard.push(message));
  return {
    events: () => heard.flatMap((message) => (message.kind === 'event' ? [message.event.sequence] : [])),
    state: () => heard.flatMap((message) => (message.kind === 'state' ? [message.state] : [])).at(-1),
  };
}

describe('a run told again', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('says all events in order and ends', () => {
    const source = new ReplaySource('recorded', tinyRun);
    const heard = listen(source);
    source.send(openCommand);
    expect(heard.state()).toBe('running');
    vi.runAllTimers();
    expect(heard.events()).toEqual(tinyRun.map((event) => event.sequence));
    expect(heard.state()).toBe('ended');
  });

  it('keeps between two events a time that one can watch', () => {
    const source = new ReplaySource('recorded', tinyRun, { speed: 1, least: 10, most: 100, dwell: 10 });
    const heard = listen(source);
    source.send(openCommand);
    // the fixture's events lie two seconds apart, so every gap but the first is cut to the longest
    vi.advanceTimersByTime(10 + 100 * 3);
    expect(heard.events()).toHaveLength(4);
  });

  it('leaves what there is to read on the screen', () => {
    const source = new ReplaySource('recorded', tinyRun, { speed: 1000, least: 10, most: 900, dwell: 500 });
    const heard = listen(source);
    source.send(openCommand);
    const questions = tinyRun.findIndex((event) => event.kind === 'questions');
    vi.advanceTimersByTime(10 * (questions + 1));
    expect(heard.events()).toHaveLength(questions + 1);
    vi.advanceTimersByTime(499);
    expect(heard.events()).toHaveLength(questions + 1);
    vi.advanceTimersByTime(1);
    expect(heard.events()).toHaveLength(questions + 2);
  });

  it('pauses, advances by a step and by a stage, and plays on', () => {
    const source = new ReplaySource('recorded', tinyRun);
    const heard = listen(source);
    source.send(openCommand);
    source.send({ kind: 'pause' });
    vi.runAllTimers();
    expect(heard.events()).toEqual([]);
    source.send({ kind: 'advance', by: 'step' });
    expect(tinyRun[heard.events().at(-1)!]).toMatchObject({ kind: 'step', stage: 'A', step: 1 });
    source.send({ kind: 'advance', by: 'stage' });
    expect(tinyRun[heard.events().at(-1)!]).toMatchObject({ kind: 'stage.end', stage: 'A' });
    expect(heard.state()).toBe('paused');
    source.send({ kind: 'play' });
    vi.runAllTimers();
    expect(heard.events()).toHaveLength(tinyRun.length);
  });

  it('starts over when it is played after its end', () => {
    const source = new ReplaySource('imported', tinyRun);
    const heard = listen(source);
    source.send(openCommand);
    expect(heard.state()).toBe('ended');
    source.send({ kind: 'play' });
    expect(heard.events()).toHaveLength(2 * tinyRun.length);
  });
});
