import { describe, expect, it } from 'vitest';
import { decodeEvents, encodeEvents } from './eventLog.ts';
import { sampleEvents } from './sampleRun.ts';

const jsonl = encodeEvents(sampleEvents);
const lines = jsonl.trimEnd().split('\n');

describe('event log', () => {
  it('reads back every kind of event as it was, NaN and infinities included', () => {
    const kinds = new Set(sampleEvents.map((event) => event.kind));
    expect(kinds.size).toBe(16);
    expect(decodeEvents(jsonl)).toEqual({ events: sampleEvents, notice: null });
    expect(jsonl).toContain('"loss":"NaN"');
    expect(jsonl).toContain('"-Infinity"');
  });

  it('says in its first line how the run differs from its preset, and reads files with and without that', () => {
    const [start, ...rest] = sampleEvents;
    if (start?.kind !== 'run.start') throw new Error('the sample has changed');
    const config = { ...start.header.config, 'votes.samples': 6, 'reward.relu': true };
    const events = [{ ...start, header: { ...start.header, config } }, ...rest];
    const written = encodeEvents(events);
    const word = ',"changedSettings":"votes.samples=6 reward.relu=true"';
    expect(written.split('\n')[0]).toContain(word);
    expect(decodeEvents(written)).toEqual({ events, notice: null });
    expect(decodeEvents(written.replace(word, ''))).toEqual({ events, notice: null });
    expect(lines[0]).toContain('"changedSettings":""');
  });

  it('leaves out a half-written last line and says so', () => {
    const { events, notice } = decodeEvents(jsonl.slice(0, -10));
    expect(events).toEqual(sampleEvents.slice(0, -1));
    expect(notice?.code).toBe('event-torn');
    expect(notice?.said).toContain(`(${lines.length})`);
  });

  it('keeps a last line that only lost its line break', () => {
    expect(decodeEvents(jsonl.trimEnd())).toEqual({ events: sampleEvents, notice: null });
  });

  it('names the line of a broken event in the middle', () => {
    const broken = [...lines];
    broken[3] = '{"kind":"work"';
    expect(() => decodeEvents(`${broken.join('\n')}\n`)).toThrow('Line 4 is not JSON.');
  });

  it('names the line and the member of an event with a wrong value', () => {
    const wrong = lines.map((line, index) => (index === 3 ? line.replace('"of":2', '"of":"two"') : line));
    expect(() => decodeEvents(`${wrong.join('\n')}\n`)).toThrow(/Line 4 is no event at "of"/);
  });

  it('refuses an unknown kind by name', () => {
    const unknown = lines.map((line, index) => (index === 3 ? line.replace('"work"', '"dance"') : line));
    expect(() => decodeEvents(`${unknown.join('\n')}\n`)).toThrow(/Line 4 .* unknown kind "dance"/);
  });

  it('refuses a metric that is not declared and a setting out of range', () => {
    expect(() => decodeEvents(jsonl.replace('"kl":0.001', '"vibes":0.001'))).toThrow(
      /metric that this version does not know/,
    );
    expect(() => decodeEvents(jsonl.replace('"run.rounds":1,', '"run.rounds":1000,'))).toThrow(
      /Line 1 is no event at "header.config".*whole number from 1 to 20\. Use/,
    );
    expect(() => decodeEvents(jsonl.replace('"run.rounds":1,', '"run.joy":1,'))).toThrow(
      'at "header.config": There is no setting "run.joy". Use an unchanged copy',
    );
  });

  it('refuses a gap in the numbers', () => {
    expect(() => decodeEvents(`${[lines[0], lines[2]].join('\n')}\n`)).toThrow(
      'Line 2 holds event 3, but 2 comes next.',
    );
  });

  it('takes Windows line breaks and empty lines', () => {
    expect(decodeEvents(`${lines.join('\r\n\r\n')}\r\n`).events).toEqual(sampleEvents);
  });

  it('is empty for an empty file', () => {
    expect(decodeEvents('')).toEqual({ events: [], notice: null });
  });
});

it('keeps what a run went on from, and how its weights were held', () => {
  const [first, ...rest] = sampleEvents;
  if (first?.kind !== 'run.start') throw new Error('The sample begins with the start of a run.');
  const start = { adapter: 'mine', base: null, rank: 8, alpha: 16 };
  const model = { ...first.header.model, packing: '4bit' as const };
  const events = [{ ...first, header: { ...first.header, model, start } }, ...rest];
  expect(decodeEvents(encodeEvents(events)).events).toEqual(events);
});
