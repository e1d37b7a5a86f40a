import type { Machine } from './probe.ts';

/** A limit of the GPU that decides how large a model or a batch may be. */
interface Limit {
  readonly name: (typeof shown)[number][0];
  readonly value: number;
  /** bytes are printed as MB */
  readonly bytes: boolean;
}

/** What a report about this machine says beside the probe. */
export interface Details {
  readonly f16: boolean;
  readonly subgroups: boolean;
  readonly limits: readonly Limit[];
  readonly browser: string;
  /** GB, as coarse as the browser says it; null where it does not */
  readonly memory: number | null;
}

const shown = [
  ['maxBufferSize', true],
  ['maxStorageBufferBindingSize', true],
  ['maxComputeWorkgroupStorageSize', false],
  ['maxComputeInvocationsPerWorkgroup', false],
  ['maxStorageBuffersPerShaderStage', false],
] as const;

interface Adapter {
  readonly features: Pick<ReadonlySet<string>, 'has'>;
  readonly limits: Pick<GPUSupportedLimits, Limit['name']>;
}

interface Offers {
  readonly gpu?: { requestAdapter(): Promise<Adapter | null> } | undefined;
  readonly userAgent: string;
  readonly deviceMemory?: number | undefined;
}

const here = (): Offers => {
  // Chromium alone says it, and the declarations do not know it.
  const memory: unknown = Reflect.get(navigator, 'deviceMemory');
  return {
    gpu: navigator.gpu,
    userAgent: navigator.userAgent,
    deviceMemory: typeof memory === 'number' ? memory : undefined,
  };
};

/** Asks the adapter what it can do; without one there are no limits to tell. */
export async function detailsOf(offers: Offers = here()): Promise<Details> {
  const adapter = (await offers.gpu?.requestAdapter().catch(() => null)) ?? null;
  return {
    f16: adapter?.features.has('shader-f16') ?? false,
    subgroups: adapter?.features.has('subgroups') ?? false,
    limits:
      adapter === null ? [] : shown.map(([name, bytes]) => ({ name, value: adapter.limits[name], bytes })),
    browser: offers.userAgent,
    memory: offers.deviceMemory ?? null,
  };
}

/** What a run uses, as far as it has said it. */
export interface Use {
  readonly backend: string | null;
  readonly model: string | null;
  /** MB of 10^6 bytes at the end of the last step */
  readonly usedMegabytes: number | null;
  /** MB that the run expects at its highest point */
  readonly expectedMegabytes: number | null;
  /** MB; 0 takes what such a device usually has */
  readonly budgetMegabytes: number;
  readonly preset: string;
  readonly query: string;
}

/** The report as text: for a bug report, or for a paper. It says nothing about pictures. */
export function reportOf(machine: Machine | null, details: Details, use: Use): string {
  const lines: readonly (readonly [string, string | number | boolean | null])[] = [
    ['adapter', machine === null || machine.webgpu === 'none' ? 'none' : machine.adapter],
    ['webgpu', machine?.webgpu ?? null],
    ['shader-f16', details.f16],
    ['subgroups', details.subgroups],
    ...details.limits.map(({ name, value }) => [name, value] as const),
    ['cores', machine?.cores ?? null],
    ['threads', machine?.threads ?? null],
    ['device memory (GB)', details.memory],
    ['browser', details.browser],
    ['backend', use.backend],
    ['model', use.model],
    ['memory used (MB)', use.usedMegabytes],
    ['memory expected (MB)', use.expectedMegabytes],
    ['memory budget (MB)', use.budgetMegabytes === 0 ? 'usual' : use.budgetMegabytes],
    ['preset', use.preset],
    ['settings', use.query],
  ];
  return lines.map(([name, value]) => `${name}: ${value ?? 'unknown'}`).join('\n');
}
