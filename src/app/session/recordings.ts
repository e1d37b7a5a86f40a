import * as v from 'valibot';
import { VisplayError } from '../../errors.ts';
import type { StampedEvent } from '../../loop/events.ts';

/** A real run that the page can show before it runs one itself. Files lie in `public/recorded/`, listed in `index.json`. */
const recordingSchema = v.object({
  /** Gzipped JSON Lines of the events. */
  file: v.string(),
  preset: v.string(),
  /** JSON of picture id → data URL, for the pictures of the run. */
  thumbnails: v.optional(v.string()),
});

export type Recording = v.InferOutput<typeof recordingSchema>;

const folder = 'recorded/';

/** What is there to replay; nothing where the list is missing or broken, for the page works without. */
export async function listRecordings(): Promise<readonly Recording[]> {
  try {
    const answer = await fetch(`${folder}index.json`);
    return v.parse(v.array(recordingSchema), await answer.json());
  } catch {
    return [];
  }
}

export interface RecordedRun {
  readonly events: readonly StampedEvent[];
  readonly thumbnails: ReadonlyMap<string, string>;
}

/** @throws VisplayError `recording` where the file cannot be fetched, and what `decodeEvents` throws. */
export async function loadRecording({ file, thumbnails }: Recording): Promise<RecordedRun> {
  const [{ decodeEvents }, jsonl, pictures] = await Promise.all([
    import('../../runs/eventLog.ts'),
    fetched(file).then(unzipped),
    thumbnails === undefined ? null : fetched(thumbnails).then((answer) => answer.json()),
  ]);
  const known = v.parse(v.record(v.string(), v.string()), pictures ?? {});
  return { events: decodeEvents(jsonl).events, thumbnails: new Map(Object.entries(known)) };
}

async function fetched(file: string): Promise<Response> {
  const answer = await fetch(`${folder}${file}`);
  if (answer.ok) return answer;
  throw new VisplayError('recording', `The recording ${file} is not there.`, 'Start a run of your own.');
}

/** Text of a gzipped file; some servers unzip `.gz` on the way, then it is text already. */
export async function unzipped(answer: Response): Promise<string> {
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const blob = new Blob([bytes]);
  if (!zipped) return blob.text();
  return new Response(blob.stream().pipeThrough(new DecompressionStream('gzip'))).text();
}
