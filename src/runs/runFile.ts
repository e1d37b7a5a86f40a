import { strFromU8, strToU8, unzipSync, zipSync, type Zippable } from 'fflate';
import * as v from 'valibot';
import { VisplayError, type Fault } from '../errors.ts';
import type { RunHeader, StampedEvent } from '../loop/events.ts';
import { crc32 } from './crc32.ts';
import { decodeEvents, encodeEvents } from './eventLog.ts';
import { stringifyExact } from './exactJson.ts';
import { memberOf } from './eventSchema.ts';
import { metricsCsv } from './metricsCsv.ts';
import { reportOf } from './report.ts';

/** What goes into a `.visplay` file beside the events. Pictures never do; thumbnails only when asked for. */
export interface RunFileExtras {
  /** Hugging Face folders, for example `round-1/reasoner/model.safetensors`. */
  readonly checkpoints?: ReadonlyMap<string, Uint8Array>;
  /** Encoded image files by picture id and ending, for example `9f3a.webp`. */
  readonly thumbnails?: ReadonlyMap<string, Uint8Array>;
}

export interface ImportedRun {
  readonly header: RunHeader;
  readonly events: readonly StampedEvent[];
  readonly checkpoints: ReadonlyMap<string, Uint8Array>;
  readonly thumbnails: ReadonlyMap<string, Uint8Array>;
  readonly notice: Fault | null;
}

/** Bounds of what is read: a file from a stranger must not fill the memory. */
export interface RunFileLimits {
  readonly zippedBytes: number;
  readonly unzippedBytes: number;
  readonly files: number;
}

const defaultLimits: RunFileLimits = {
  zippedBytes: 2 ** 30,
  unzippedBytes: 2 ** 31 - 1,
  files: 10_000,
};

const manifestSchema = v.object({
  format: v.literal('visplay run'),
  version: v.literal(1),
  files: v.record(v.string(), v.object({ bytes: v.number(), crc32: v.number() })),
});

/**
 * A run as one zip: manifest.json (what is inside, with checksums), config.json, events.jsonl, metrics.csv,
 * report.json, checkpoints/ and thumbnails/.
 * @throws VisplayError `run-empty` where the events do not begin with `run.start`.
 */
export function packRun(
  events: readonly StampedEvent[],
  extras: RunFileExtras = {},
): Uint8Array<ArrayBuffer> {
  const header = headerOf(events);
  if (header === null) {
    throw new VisplayError('run-empty', 'The run has no events yet.', 'Let it take a step, then export it.');
  }
  const files = new Map<string, Uint8Array>([
    ['config.json', strToU8(`${JSON.stringify(header, null, 2)}\n`)],
    ['events.jsonl', strToU8(encodeEvents(events))],
    ['metrics.csv', strToU8(metricsCsv(events))],
    ['report.json', strToU8(`${stringifyExact(reportOf(events), 2)}\n`)],
  ]);
  for (const [name, bytes] of extras.checkpoints ?? []) files.set(`checkpoints/${name}`, bytes);
  for (const [name, bytes] of extras.thumbnails ?? []) files.set(`thumbnails/${name}`, bytes);
  const listed = Object.fromEntries(
    [...files].map(([name, bytes]) => [name, { bytes: bytes.length, crc32: crc32(bytes) }]),
  );
  const manifest = strToU8(
    `${JSON.stringify({ format: 'visplay run', version: 1, files: listed }, null, 2)}\n`,
  );
  const zippable: Zippable = { 'manifest.json': manifest };
  // Weights and encoded pictures do not get smaller: they are stored.
  for (const [name, bytes] of files)
    zippable[name] = [bytes, { level: /\.(json|jsonl|csv)$/.test(name) ? 6 : 0 }];
  // The earliest time that a zip can state: the same run gives the same bytes.
  return zipSync(zippable, { mtime: new Date(1980, 0, 1) });
}

/**
 * A `.visplay` file read back; every event is checked as the log checks it.
 * @throws VisplayError `run-file` for what is no whole run file, `run-file-version` for a newer format,
 * `run-file-size` where it unpacks to more than the limits, and what `decodeEvents` throws.
 */
export function unpackRun(zip: Uint8Array, limits: RunFileLimits = defaultLimits): ImportedRun {
  if (zip.length > limits.zippedBytes) throw tooLarge(`has ${zip.length} bytes`, limits.zippedBytes);
  const files = unzip(zip, limits);
  const manifest = readManifest(files.get('manifest.json'));
  const listed = Object.entries(manifest.files);
  for (const [name, { bytes, crc32: sum }] of listed) {
    const content = files.get(name);
    if (content?.length !== bytes || crc32(content) !== sum) throw broken(`${name} in it is damaged`);
  }
  const log = files.get('events.jsonl');
  if (log === undefined) throw broken('it has no events.jsonl');
  const { events, notice } = decodeEvents(strFromU8(log));
  const header = headerOf(events);
  if (header === null) throw broken('its events do not begin with the start of a run');
  const under = (folder: string): Map<string, Uint8Array> =>
    new Map(
      listed
        .filter(([name]) => name.startsWith(folder))
        .map(([name]) => [name.slice(folder.length), files.get(name)!]),
    );
  return { header, events, notice, checkpoints: under('checkpoints/'), thumbnails: under('thumbnails/') };
}

/**
 * Sizes are judged by what the zip declares; fflate unpacks into buffers of exactly those sizes, so a zip that lies
 * about them yields damaged files, which their checksums show, and never more memory.
 */
function unzip(zip: Uint8Array, limits: RunFileLimits): Map<string, Uint8Array> {
  let count = 0;
  let total = 0;
  const names = new Set<string>();
  try {
    const files = unzipSync(zip, {
      filter: ({ name, originalSize }) => {
        count++;
        total += originalSize;
        if (count > limits.files) throw tooLarge(`holds more than ${limits.files} files`, limits.files);
        if (total > limits.unzippedBytes) throw tooLarge(`unpacks to ${total} bytes`, limits.unzippedBytes);
        if (/(^|[/\\])\.\.([/\\]|$)|^[/\\]|^\w:|\0/.test(name)) throw broken(`it holds the path ${name}`);
        if (names.has(name)) throw broken(`it holds ${name} twice`);
        names.add(name);
        return !name.endsWith('/');
      },
    });
    return new Map(Object.entries(files));
  } catch (thrown) {
    if (thrown instanceof VisplayError) throw thrown;
    throw broken('it is cut off or no zip at all', thrown);
  }
}

function readManifest(bytes: Uint8Array | undefined): v.InferOutput<typeof manifestSchema> {
  if (bytes === undefined) throw broken('it has no manifest.json');
  let value: unknown;
  try {
    value = JSON.parse(strFromU8(bytes));
  } catch (cause) {
    throw broken('its manifest is not JSON', cause);
  }
  const version = memberOf(value, 'version');
  if (memberOf(value, 'format') === 'visplay run' && version !== 1) {
    throw new VisplayError(
      'run-file-version',
      `The file has version ${JSON.stringify(version)} of the run format, and only version 1 can be read here.`,
      'Open it with a newer version of the playground.',
    );
  }
  const result = v.safeParse(manifestSchema, value);
  if (!result.success) throw broken('its manifest is not one of a run');
  return result.output;
}

function headerOf(events: readonly StampedEvent[]): RunHeader | null {
  const start = events[0];
  return start?.kind === 'run.start' ? start.header : null;
}

function broken(why: string, cause?: unknown): VisplayError {
  return new VisplayError(
    'run-file',
    `This is no whole .visplay file: ${why}.`,
    'Export the run again, or copy the file again.',
    { cause },
  );
}

function tooLarge(what: string, limit: number): VisplayError {
  return new VisplayError(
    'run-file-size',
    `The file ${what}, and at most ${limit} are read.`,
    'Export the run without its checkpoints.',
  );
}
