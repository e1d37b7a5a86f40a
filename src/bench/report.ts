import { cpus, totalmem } from 'node:os';
import type { Counted } from './counted.ts';
import type { Limits } from './limits.ts';
import type { Peers } from './peers.ts';
import type { Target } from './targets.ts';
import type { Measured } from './turns.ts';
import { engines } from './works.ts';

/** Everything that one run of the bench found. */
export interface Report {
  readonly at: string;
  readonly machine: Machine;
  readonly devices: readonly DeviceReport[];
  /** why a backend is missing; null when none is */
  readonly skipped: string | null;
  /** null where nobody asked; a sentence where they cannot be compared here */
  readonly peers: Peers | string | null;
}

export interface DeviceReport {
  readonly backend: string;
  readonly adapter: string;
  readonly software: boolean;
  /** extensions of WGSL that the kernels are written with on this device */
  readonly extensions: readonly string[];
  readonly limits: Limits;
  readonly results: readonly Measured[];
  readonly counted: Counted | null;
  readonly roundSeconds: number | null;
  /** why the works ended early; null when they did not */
  readonly ended: string | null;
  readonly targets: readonly Target[];
}

interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGB: number;
  readonly platform: string;
  readonly node: string;
}

export const machine = (): Machine => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGB: Math.round(totalmem() / 2 ** 30),
  platform: `${process.platform} ${process.arch}`,
  node: process.versions.node,
});

/** The report as text, one line for each engine and work. */
export function reportText({ machine: { cpu, cores }, devices, skipped, peers }: Report): string {
  const lines = [`${cpu}, ${cores} cores`];
  for (const device of devices) lines.push('', ...deviceLines(device));
  if (skipped !== null) lines.push('', `WebGPU is left out. ${skipped}`);
  if (peers !== null) lines.push('', ...peerLines(peers));
  return `${lines.join('\n')}\n`;
}

function peerLines(peers: Peers | string): string[] {
  if (typeof peers === 'string') return [`The peers are left out. ${peers}`];
  const lines = [`decoding in ${peers.browser}`];
  for (const { backend, batch, against, faster, wanted, verdict } of peers.results) {
    const ratio = faster === null ? '-' : figure(faster.median);
    lines.push(
      `    ${verdict.padEnd(17)}${ratio.padStart(8)}  ${`at least ${wanted}`.padEnd(13)}decode of ${batch} over ${against ?? 'a peer'}, ${backend}`,
    );
  }
  return lines;
}

function deviceLines(device: DeviceReport): string[] {
  const { backend, adapter, extensions, limits, results, counted, roundSeconds, ended, targets } = device;
  const { matmulGflops, matmulBy, copyGBs, dispatchMicroseconds, opMicroseconds, readBackMilliseconds } =
    limits;
  const lines = [
    `${backend} on ${adapter}`,
    ...(backend === 'webgpu'
      ? [`  kernels with ${extensions.length > 0 ? extensions.join(' and ') : 'no extension'}`]
      : []),
    `  best matmul ${figure(matmulGflops)} GFLOP/s (${matmulBy}), copy ${figure(copyGBs)} GB/s, dispatch ${figure(dispatchMicroseconds)} us, op ${figure(opMicroseconds)} us, read-back ${figure(readBackMilliseconds)} ms`,
  ];
  let model = '';
  for (const result of results) {
    if (result.model !== model) {
      model = result.model;
      lines.push('', `  ${model}`);
    }
    lines.push(...workLines(result));
  }
  if (counted !== null) {
    lines.push(
      '',
      `  counted: ${counted.decodePerLayer} dispatches a layer and ${counted.decodeBeside} beside in a decoding step, ${counted.trainPerLayer} a layer in training, ${counted.update} an update, ${figure(counted.tokensPerRead)} tokens a read`,
    );
  }
  if (roundSeconds !== null) lines.push('', `  a full round: ${figure(roundSeconds)} s`);
  if (ended !== null) lines.push('', `  ended early: ${ended}`);
  lines.push('', '  targets');
  for (const { name, wanted, found, verdict } of targets) {
    lines.push(
      `    ${verdict.padEnd(17)}${(found === null ? '-' : figure(found)).padStart(8)}  ${wanted.padEnd(13)}${name}`,
    );
  }
  return lines;
}

function workLines({ work, unit, engines: timings, failures, faster, bound, reached }: Measured): string[] {
  const lines: string[] = [];
  for (const engine of engines) {
    const timing = timings[engine];
    const failure = failures[engine];
    const start = `    ${(lines.length === 0 ? work : '').padEnd(19)}${engine.padEnd(6)}`;
    if (failure !== undefined) lines.push(`${start}${failure}`);
    if (timing === undefined) continue;
    const { median, low, high } = timing.milliseconds;
    const share = `${((reached[engine] ?? 0) * 100).toFixed(1)} % of ${bound.by}`;
    const ratio = engine === 'fused' ? undefined : faster[engine];
    const slower = ratio ? `  fused is ${ratio.median.toFixed(2)}x as fast (${ratio.low.toFixed(2)} to ${ratio.high.toFixed(2)})` : ''; // prettier-ignore
    lines.push(
      `${start}${figure(timing.perSecond.median).padStart(8)} ${unit}/s ${`${figure(median)} ms (${figure(low)} to ${figure(high)})`.padEnd(30)}${share.padEnd(22)}${slower}`,
    );
  }
  return lines;
}

/** Three digits that matter. */
function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return Math.abs(value) >= 100
    ? value.toFixed(0)
    : value === 0
      ? '0'
      : Number(value.toPrecision(3)).toString();
}
