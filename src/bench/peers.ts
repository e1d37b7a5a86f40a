import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';

const resultSchema = v.object({
  backend: v.string(),
  batch: v.number(),
  against: v.optional(v.string()),
  faster: v.nullable(v.object({ median: v.number(), low: v.number(), high: v.number() })),
  wanted: v.number(),
  verdict: v.string(),
});
const reportSchema = v.looseObject({ browser: v.string(), results: v.array(resultSchema) });

/** Decoding in a browser beside onnxruntime-web (`tools/bench/browser.mjs`). */
export interface Peers {
  readonly browser: string;
  readonly results: readonly v.InferOutput<typeof resultSchema>[];
}

const script = fileURLToPath(new URL('../../tools/bench/browser.mjs', import.meta.url));

/** Runs the comparison, or says in one sentence why it cannot run here. */
export async function comparePeers(
  flags: readonly string[],
  say: (text: string) => void,
): Promise<Peers | string> {
  const child = spawn(process.execPath, [script, '--json', ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let last = '';
  child.stdout.on('data', (part: Buffer) => (stdout += part.toString()));
  child.stderr.on('data', (part: Buffer) => {
    last = part.toString().trim().split('\n').at(-1) ?? last;
    say(last);
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return status === 0 ? v.parse(reportSchema, JSON.parse(stdout)) : last;
}
