import { fitsEighths, storedRows } from '../tensor/eighths.ts';
import { fitsFourBits, storedRowsOfFourBits } from '../tensor/fourBits.ts';
import type { Idefics3Config } from './config.ts';
import { parameterShapes } from './parameterShapes.ts';
import { isPacked, type Packing } from './weights.ts';

/**
 * Bytes that the frozen weights of a checkpoint occupy on a device, as `WeightSet.fromHost` holds them. For `exact` the
 * checkpoint is taken to be one of 16 bits, as SmolVLM's are.
 */
export function heldBytes(config: Idefics3Config, backend: 'webgpu' | 'wasm', packing: Packing): number {
  let bytes = 0;
  for (const [name, shape] of parameterShapes(config)) {
    const [out = 1, ...rest] = shape;
    const inputs = rest.reduce((a, b) => a * b, 1);
    if (backend === 'wasm' || !isPacked(name, shape)) bytes += 4 * out * inputs;
    else if (packing === '4bit' && fitsFourBits(inputs, out))
      bytes += (storedRowsOfFourBits(inputs) * out) / 2;
    else if (packing !== 'exact' && fitsEighths(inputs, out)) bytes += storedRows(inputs) * out;
    else bytes += 2 * out * inputs;
  }
  return bytes;
}
