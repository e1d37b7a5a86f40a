import type { NamedTensor } from './safetensors.ts';

/** A tensor whose values follow from its name. */
export interface HashedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** values lie in [offset - scale, offset + scale) */
  readonly scale: number;
  readonly offset: number;
}

/**
 * Values that look random and follow from the name and index alone, in any language to the last bit: murmur3's
 * finaliser of FNV-1a(name) + i * 0x9E3779B9, its upper 24 bits scaled and rounded once to single precision.
 * For models of a real shape without their weights, in tests and measurements.
 */
export function hashedTensor({ name, shape, scale, offset }: HashedTensor): NamedTensor {
  let seed = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) seed = Math.imul(seed ^ byte, 0x01000193);
  const data = new Float32Array(shape.reduce((product, extent) => product * extent, 1));
  for (let i = 0; i < data.length; i++) {
    let x = (Math.imul(i, 0x9e3779b9) + seed) | 0;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    x ^= x >>> 16;
    data[i] = offset + scale * (((x >>> 8) - 2 ** 23) / 2 ** 23);
  }
  return { name, shape, data };
}
