/** What this browser offers to run on. */
export interface Machine {
  /** A GPU adapter, one emulated in software, or none. */
  readonly webgpu: 'hardware' | 'software' | 'none';
  /** The adapter in words, for example "apple metal-3"; empty without one. */
  readonly adapter: string;
  /** Whether the WASM backend may use threads. */
  readonly threads: boolean;
  readonly cores: number;
}

type AdapterInfo = Pick<GPUAdapterInfo, 'vendor' | 'architecture' | 'description' | 'isFallbackAdapter'>;

interface Offers {
  readonly gpu?: { requestAdapter(): Promise<{ readonly info: AdapterInfo } | null> } | undefined;
  readonly hardwareConcurrency?: number;
  readonly isolated: boolean;
}

const here = (): Offers => ({
  gpu: typeof navigator === 'undefined' ? undefined : navigator.gpu,
  hardwareConcurrency: typeof navigator === 'undefined' ? 1 : navigator.hardwareConcurrency,
  isolated: typeof crossOriginIsolated !== 'undefined' && crossOriginIsolated,
});

/** Asks for an adapter and lets it go again; a browser that fails to answer counts as one without WebGPU. */
export async function probe(offers: Offers = here()): Promise<Machine> {
  const base = { threads: offers.isolated, cores: offers.hardwareConcurrency ?? 1 };
  let adapter: { readonly info: AdapterInfo } | null = null;
  try {
    adapter = (await offers.gpu?.requestAdapter()) ?? null;
  } catch {
    adapter = null;
  }
  if (adapter === null) return { ...base, webgpu: 'none', adapter: '' };
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
  const words =
    description === '' ? [vendor, architecture].filter((word) => word !== '').join(' ') : description;
  const software = isFallbackAdapter || /swiftshader|llvmpipe|basic render/i.test(`${words} ${architecture}`);
  return { ...base, webgpu: software ? 'software' : 'hardware', adapter: words };
}
