import { strToU8, unzipSync, zipSync, type Zippable } from 'fflate';
import { describe, expect, it } from 'vitest';
import { encodeEvents } from './eventLog.ts';
import { packRun, unpackRun } from './runFile.ts';
import { sampleEvents, sampleHeader } from './sampleRun.ts';

const packed = (): Uint8Array<ArrayBuffer> => packRun(sampleEvents);

/** The sample run's file with some of its entries exchanged. */
const repacked = (exchange: Zippable): Uint8Array => zipSync({ ...unzipSync(packed()), ...exchange });

describe('.visplay file', () => {
  it('reads back the events, and holds no picture unless asked', () => {
    const run = unpackRun(packed());
    expect(run).toEqual({
      header: sampleHeader,
      events: sampleEvents,
      checkpoints: new Map(),
      thumbnails: new Map(),
      notice: null,
    });
    expect(Object.keys(unzipSync(packed())).toSorted()).toEqual([
      'config.json',
      'events.jsonl',
      'manifest.json',
      'metrics.csv',
      'report.json',
    ]);
  });

  it('takes checkpoints and thumbnails along', () => {
    const checkpoints = new Map([['round-1/reasoner/config.json', strToU8('{}')]]);
    const thumbnails = new Map([['p1.png', Uint8Array.of(1, 2, 3)]]);
    const run = unpackRun(packRun(sampleEvents, { checkpoints, thumbnails }));
    expect(run.checkpoints).toEqual(checkpoints);
    expect(run.thumbnails).toEqual(thumbnails);
  });

  it('gives the same bytes for the same run', () => {
    expect(packed()).toEqual(packed());
  });

  it('refuses a run without a start', () => {
    expect(() => packRun([])).toThrow('The run has no events yet.');
  });

  it('refuses a file that is cut off anywhere, or is no zip', () => {
    const whole = packed();
    for (let length = 0; length < whole.length; length += 97) {
      expect(() => unpackRun(whole.subarray(0, length))).toThrow(/no whole \.visplay file/);
    }
    expect(() => unpackRun(strToU8('a picture of a cat'))).toThrow(/cut off or no zip at all/);
  });

  it('refuses a changed entry by its checksum', () => {
    const events = encodeEvents(sampleEvents).replace('"kl":0.001', '"kl":0.002');
    expect(() => unpackRun(repacked({ 'events.jsonl': strToU8(events) }))).toThrow(
      /events.jsonl in it is damaged/,
    );
  });

  it('refuses a later version of the format by its number', () => {
    const manifest = strToU8('{"format":"visplay run","version":2,"files":{}}');
    expect(() => unpackRun(repacked({ 'manifest.json': manifest }))).toThrow(
      /has version 2 of the run format/,
    );
  });

  it('refuses a zip of something else', () => {
    expect(() => unpackRun(zipSync({ 'cat.txt': strToU8('meow') }))).toThrow(/it has no manifest.json/);
    const manifest = strToU8('{"format":"visplay run","version":1,"files":{}}');
    expect(() => unpackRun(zipSync({ 'manifest.json': manifest }))).toThrow(/it has no events.jsonl/);
  });

  it('refuses paths that lead out of the file', () => {
    expect(() => unpackRun(repacked({ '../evil.js': strToU8('') }))).toThrow('it holds the path ../evil.js');
    expect(() => unpackRun(repacked({ '/etc/passwd': strToU8('') }))).toThrow(
      'it holds the path /etc/passwd',
    );
  });

  it('refuses a bomb by what it declares, before unpacking it', () => {
    const bomb = repacked({ 'checkpoints/zeros': new Uint8Array(5_000_000) });
    expect(bomb.length).toBeLessThan(50_000);
    const limits = { zippedBytes: 1_000_000, unzippedBytes: 1_000_000, files: 100 };
    expect(() => unpackRun(bomb, limits)).toThrow(/unpacks to \d+ bytes, and at most 1000000/);
    expect(() => unpackRun(bomb, { ...limits, zippedBytes: 100 })).toThrow(/at most 100 are read/);
    expect(() => unpackRun(bomb, { ...limits, files: 3 })).toThrow(/more than 3 files/);
  });

  it('never unpacks more than a lying zip declares', () => {
    const manifest = JSON.parse(new TextDecoder().decode(unzipSync(packed())['manifest.json']));
    manifest.files['checkpoints/zeros'] = { bytes: 10, crc32: 0xe38a6876 };
    const liar = repacked({
      'manifest.json': strToU8(JSON.stringify(manifest)),
      'checkpoints/zeros': new Uint8Array(5_000_000),
    });
    // The central directory repeats the sizes; the declared size of `zeros` is the last four-byte 5,000,000 in it.
    const size = Uint8Array.of(...new Uint8Array(Uint32Array.of(5_000_000).buffer));
    const at = lastIndexOf(liar, size);
    liar.set([10, 0, 0, 0], at);
    const limits = { zippedBytes: 1_000_000, unzippedBytes: 1_000_000, files: 100 };
    expect(unpackRun(liar, limits).checkpoints.get('zeros')).toEqual(new Uint8Array(10));
  });
});

function lastIndexOf(bytes: Uint8Array, part: Uint8Array): number {
  for (let at = bytes.length - part.length; at >= 0; at--) {
    if (part.every((byte, index) => bytes[at + index] === byte)) return at;
  }
  throw new Error('The part is not in the bytes.');
}
