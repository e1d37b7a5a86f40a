import { writeFile } from 'node:fs/promises';
import { countEngine } from '../bench/counted.ts';
import { measureLimits, type Limits } from '../bench/limits.ts';
import { comparePeers } from '../bench/peers.ts';
import { machine, reportText, type DeviceReport, type Report } from '../bench/report.ts';
import { roundSeconds } from '../bench/round.ts';
import { plans, type Level } from '../bench/sizes.ts';
import { smolVlmSubject, subjectOf, type Subject } from '../bench/subject.ts';
import { targetsOf } from '../bench/targets.ts';
import { measure, type Measured } from '../bench/turns.ts';
import { engines, worksOf, type Engine, type NamedWork, type WorkSize } from '../bench/works.ts';
import { closeModel, type OpenModel } from '../loop/openModel.ts';
import { isPresetName, type PresetName } from '../loop/presets.ts';
import type { BackendChoice } from '../loop/protocol.ts';
import { asksForHelp, backendNamed, readOptions, usageError, wholeNumber } from './arguments.ts';
import { DeviceError } from '../tensor/deviceError.ts';
import { extensionsHere } from '../tensor/program.ts';
import { openModelAt } from './model.ts';
import { progressLine } from './progress.ts';

const help = `Measures how fast this machine samples and trains: our engine, its model on plain TensorFlow.js ops, and the
same model in stock TensorFlow.js, in turn on the same adapter, beside what the adapter can do at best.

  npm run --silent bench -- [--backend NAME] [--quick] [--json] [...]

  --model DIR       a Hugging Face folder (default: the embedded model)
  --backend NAME    auto (both, without a software GPU), webgpu or wasm (default: auto)
  --shapes NAME     nano, smolvlm or all: the model itself, SmolVLM-256M's shapes, or both (default: all)
  --size NAME       full, small or tiny (default: full on a GPU, small on WASM, tiny on a software adapter)
  --only NAME       one work, such as "training step" or "forward and backward"; may be given again
  --fused           our engine alone
  --batch N         completions in a training step, in groups of up to 8
  --tokens N        tokens of each completion
  --repeats N       how often each is measured, in turns (default: 5)
  --seconds N       time on a backend, after which nothing more is begun (default: 900)
  --quick           3 repeats, 90 seconds, no plain ops on a software adapter
  --round PRESET    time a whole round of the loop too (default: improved on a GPU, else none)
  --peers           beside onnxruntime-web in a browser too; see bench/README.md for what it needs
  --out FILE        write the JSON there as well
  --json            one JSON object on standard output
`;

const options = {
  model: { type: 'string' },
  backend: { type: 'string', default: 'auto' },
  shapes: { type: 'string', default: 'all' },
  size: { type: 'string' },
  batch: { type: 'string' },
  tokens: { type: 'string' },
  repeats: { type: 'string' },
  seconds: { type: 'string' },
  only: { type: 'string', multiple: true },
  fused: { type: 'boolean', default: false },
  quick: { type: 'boolean', default: false },
  round: { type: 'string' },
  peers: { type: 'boolean', default: false },
  out: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

interface Request {
  readonly shapes: 'nano' | 'smolvlm' | 'all';
  readonly level: Level | null;
  readonly batch: number | null;
  readonly tokens: number | null;
  readonly repeats: number;
  readonly seconds: number;
  /** names of works; null measures all but the extra ones */
  readonly only: readonly string[] | null;
  readonly engines: readonly Engine[];
  readonly quick: boolean;
  readonly round: PresetName | null;
  readonly say: (text: string) => void;
}

export async function bench(args: string[]): Promise<number> {
  if (asksForHelp(args)) {
    process.stdout.write(help);
    return 0;
  }
  const values = readOptions('bench', options, args);
  const line = progressLine();
  const number = (flag: 'batch' | 'tokens', low: number): number | null =>
    values[flag] === undefined ? null : wholeNumber(`--${flag}`, values[flag], low, 1024);
  const request: Request = {
    shapes: oneOf('--shapes', values.shapes, ['nano', 'smolvlm', 'all']),
    level: values.size === undefined ? null : oneOf('--size', values.size, ['full', 'small', 'tiny']),
    batch: number('batch', 1),
    // The first token comes out of the prefill: decoding needs a second.
    tokens: number('tokens', 2),
    repeats: wholeNumber('--repeats', values.repeats ?? (values.quick ? '3' : '5'), 1, 1000),
    seconds: wholeNumber('--seconds', values.seconds ?? (values.quick ? '90' : '900'), 1, 100_000),
    only: values.only ?? null,
    engines: values.fused ? ['fused'] : engines,
    quick: values.quick,
    round: presetNamed(values.round),
    say: (text) => line.show(text),
  };
  const { models, skipped } = await modelsFor(values.model, backendNamed(values.backend));
  const devices: DeviceReport[] = [];
  for (const model of models) {
    devices.push(await measureDevice(model, request));
    closeModel(model);
  }
  const real = devices.some(({ backend, software }) => backend === 'webgpu' && !software);
  const peerFlags = [
    '--backend',
    values.backend === 'auto' ? 'both' : values.backend,
    ...(real ? ['--gpu'] : []),
  ];
  const peers = values.peers ? await comparePeers(peerFlags, request.say) : null;
  line.end();
  const report: Report = { at: new Date().toISOString(), machine: machine(), devices, skipped, peers };
  if (values.out !== undefined) await writeFile(values.out, `${JSON.stringify(report, null, 1)}\n`);
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : reportText(report));
  return 0;
}

function oneOf<const T extends string>(flag: string, text: string, names: readonly T[]): T {
  const found = names.find((name) => name === text);
  if (found !== undefined) return found;
  throw usageError(`"${text}" is no value for ${flag}.`, `It is one of ${names.join(', ')}.`);
}

function presetNamed(text: string | undefined): PresetName | null {
  if (text === undefined) return null;
  if (isPresetName(text)) return text;
  throw usageError(`There is no preset "${text}".`, 'One of those of selfplay, such as improved or quick.');
}

/** The model on the backend that was named; by default on both, where a software GPU does not count as one. */
async function modelsFor(
  directory: string | undefined,
  backend: BackendChoice,
): Promise<{ readonly models: readonly OpenModel[]; readonly skipped: string | null }> {
  if (backend !== 'auto') return { models: [await openModelAt(directory, backend)], skipped: null };
  const chosen = await openModelAt(directory, 'auto');
  if (chosen.device.backend === 'wasm') return { models: [chosen], skipped: chosen.device.reason };
  return { models: [chosen, await openModelAt(directory, 'wasm')], skipped: null };
}

async function measureDevice(model: OpenModel, request: Request): Promise<DeviceReport> {
  const { device } = model;
  const { say } = request;
  await device.activate();
  say(`the limits of ${device.adapter}`);
  const limits = await measureLimits(device, Math.min(6, request.seconds / 10));
  say('counting');
  const counted = device.backend === 'webgpu' && request.only === null ? await countEngine(model) : null;
  const real = device.backend === 'webgpu' && !device.isFallbackAdapter;
  const preset =
    request.round ?? (real && model.name === 'nano' && request.only === null ? 'improved' : null);
  const round = preset === null ? null : await roundSeconds(model, preset, say);
  const results: Measured[] = [];
  let ended: string | null = null;
  try {
    await measureWorks(model, request, limits, results);
  } catch (error) {
    // The largest model comes last and may not fit: what was measured before stands.
    if (!(error instanceof DeviceError)) throw error;
    ended = error.message;
  }
  return {
    backend: device.backend,
    adapter: device.adapter,
    software: device.isFallbackAdapter,
    extensions: device.backend === 'webgpu' ? extensionsHere() : [],
    limits,
    results,
    counted,
    roundSeconds: round,
    ended,
    targets: targetsOf({
      backend: device.backend,
      isFallbackAdapter: device.isFallbackAdapter,
      measured: results,
      counted,
      roundSeconds: preset === 'improved' ? round : null,
    }),
  };
}

async function measureWorks(
  model: OpenModel,
  request: Request,
  limits: Limits,
  results: Measured[],
): Promise<void> {
  const { device } = model;
  const { say, repeats } = request;
  const end = performance.now() + 1000 * request.seconds;
  const { subjects, works } = plannedWorks(model, request);
  // Half a software adapter's time goes into compiling, and the twin of plain ops is held to nothing.
  const taking =
    request.quick && device.isFallbackAdapter
      ? request.engines.filter((one) => one !== 'plain')
      : request.engines;
  let left = works;
  for (const { open, size } of subjects) {
    const subject = await open();
    for (const work of chosenWorks(subject, size, request.only)) {
      const remaining = (end - performance.now()) / 1000;
      if (remaining <= 0) break;
      say(work.name);
      const made = work.make();
      const where = { backend: device.backend, model: subject.name, limits };
      // What a cheap work leaves of its share, the others may use.
      const seconds = remaining / left--;
      results.push(await measure(made, where, { repeats, engines: taking, seconds, say }));
      made.dispose?.();
      device.check();
    }
    subject.weights.dispose();
  }
}

interface Planned {
  readonly open: () => Promise<Subject>;
  readonly size: WorkSize;
}

function plannedWorks(
  model: OpenModel,
  request: Request,
): { readonly subjects: readonly Planned[]; readonly works: number } {
  const { backend, isFallbackAdapter } = model.device;
  const level = request.level ?? (backend === 'wasm' ? 'small' : isFallbackAdapter ? 'tiny' : 'full');
  const plan = plans[level];
  const own: Planned = { open: async () => subjectOf(model), size: adjusted(plan.nano, request) };
  const shapes = plan.shapes.map(({ model: size, work }): Planned => ({
    open: () => smolVlmSubject(model, size),
    size: adjusted(work, request),
  }));
  const subjects = [
    ...(request.shapes === 'smolvlm' ? [] : [own]),
    ...(request.shapes === 'nano' ? [] : shapes),
  ];
  const count = ({ size }: Planned): number => request.only?.length ?? 5 + size.decodeBatches.length;
  const works = subjects.reduce((sum, planned) => sum + count(planned), 0);
  return { subjects, works };
}

function chosenWorks(subject: Subject, size: WorkSize, only: readonly string[] | null): readonly NamedWork[] {
  const works = worksOf(subject, size);
  if (only === null) return works.filter(({ extra }) => !extra);
  const names = works.map(({ name }) => name);
  const unknown = only.find((name) => !names.includes(name));
  if (unknown === undefined) return works.filter(({ name }) => only.includes(name));
  throw usageError(`There is no work "${unknown}".`, `The works are ${names.join('; ')}.`);
}

/** The plan's sizes, but for what was asked for by name. */
function adjusted(size: WorkSize, { batch, tokens }: Request): WorkSize {
  const rows = batch ?? size.groups * size.group;
  const group = batch === null ? size.group : Math.min(8, rows);
  return {
    ...size,
    group,
    groups: batch === null ? size.groups : Math.ceil(rows / group),
    pictures: Math.min(size.pictures, rows),
    tokens: tokens ?? size.tokens,
    decodeBatches: batch === null ? size.decodeBatches : size.decodeBatches.filter((one) => one <= rows),
    decodeTokens: tokens ?? size.decodeTokens,
  };
}
