import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Pace } from '../../loop/pace.ts';
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

/** Events of a recording that are told in the first three seconds. */
function toldIn(pace: Pace): number {
  const source = new ReplaySource('recorded', tinyRun);
  const heard = listen(source);
  source.send({ kind: 'pace', pace });
  source.send(openCommand);
  vi.advanceTimersByTime(3000);
  return heard.events().length;
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
    const source = new ReplaySource('recorded', tinyRun, {
      timing: { speed: 1, least: 10, most: 100, dwell: 10 },
    });
    const heard = listen(source);
    source.send(openCommand);
    // the fixture's events lie two seconds apart, so every gap is cut to the longest
    vi.advanceTimersByTime(100 * 3);
    expect(heard.events()).toHaveLength(4);
  });

  it('leaves what there is to read on the screen', () => {
    const source = new ReplaySource('recorded', tinyRun, {
      timing: { speed: 1000, least: 10, most: 900, dwell: 500 },
    });
    const heard = listen(source);
    source.send(openCommand);
    const questions = tinyRun.findIndex((event) => event.kind === 'questions');
    vi.advanceTimersByTime(10 * questions);
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

  it('tells the stages of one role only, and all of them again', () => {
    const source = new ReplaySource('imported', tinyRun);
    const stages: (string | null)[] = [];
    source.subscribe((message) => {
      if (message.kind !== 'event') return;
      if (message.event.kind === 'run.start') stages.length = 0;
      if (message.event.kind === 'stage.start') stages.push(message.event.stage);
    });
    source.send(openCommand);
    expect(stages).toEqual(['A', 'B', 'C']);
    source.send({ kind: 'tell only', role: 'questioner' });
    expect(stages).toEqual(['A']);
    source.send({ kind: 'tell only', role: 'reasoner' });
    expect(stages).toEqual(['B', 'C']);
    source.send({ kind: 'tell only', role: null });
    expect(stages).toEqual(['A', 'B', 'C']);
  });

  it('passes over the other role in no time', () => {
    const timing = { speed: 1, least: 10, most: 10, dwell: 10 };
    const source = new ReplaySource('recorded', tinyRun, { timing, only: 'questioner' });
    const heard = listen(source);
    source.send(openCommand);
    const own = tinyRun.filter((event) => !('stage' in event) || event.stage === 'A');
    vi.advanceTimersByTime(10 * own.length);
    expect(heard.events()).toEqual(own.map((event) => event.sequence));
    expect(heard.state()).toBe('ended');
  });

  it('takes its time in slow motion and none when it is fast', () => {
    expect(toldIn('slow')).toBeLessThan(5);
    expect(toldIn('fast')).toBeGreaterThan(20);
  });

  it('goes back to its start at a pace one can watch', () => {
    const source = new ReplaySource('imported', tinyRun);
    const heard = listen(source);
    source.send(openCommand);
    source.send({ kind: 'rewind' });
    expect(heard.state()).toBe('running');
    vi.advanceTimersByTime(0);
    expect(heard.events().slice(tinyRun.length)).toEqual([0]);
    vi.runAllTimers();
    expect(heard.events()).toHaveLength(2 * tinyRun.length);
  });
});
