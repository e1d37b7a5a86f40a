import { expect, test } from 'vitest';
import { smolVlm256, smolVlm500 } from '../model/smolvlm.ts';
import { keptInPool } from '../tensor/memory.ts';
import type { Packing } from '../model/weights.ts';
import { checkWeightsFit, estimateAdapted, heldAt, leastBudget, packingFor } from './deviceFit.ts';

const gpu = { backend: 'webgpu', packing: 'exact', preset: 'improved' } as const;

test('says what a run would take before anything is loaded, and refuses what does not fit', () => {
  const small = estimateAdapted(smolVlm256, { ...gpu, budget: 5e9 });
  const large = estimateAdapted(smolVlm500, { ...gpu, budget: 5e9 });
  expect(large.weights).toBeGreaterThan(small.weights);
  // Batches fill the budget; a GPU keeps free buffers beside it.
  expect(large.total).toBeLessThan(5e9 + 2 * keptInPool);
  const packed = estimateAdapted(smolVlm500, { ...gpu, packing: '8bit', budget: 5e9 });
  expect(packed.weights).toBeLessThan(0.8 * large.weights);
  expect(() => estimateAdapted(smolVlm500, { ...gpu, budget: 1.3e9 })).toThrow('memory budget');
});

test('a model whose weights have no room is refused, with what would have', () => {
  checkWeightsFit(smolVlm256, { ...gpu, budget: 1e9 });
  expect(() => checkWeightsFit(smolVlm500, { ...gpu, budget: 1.2e9 })).toThrow('in 8 bits');
  expect(() => checkWeightsFit(smolVlm500, { ...gpu, backend: 'wasm', budget: 1.2e9 })).toThrow(
    'smaller model',
  );
});

test('finds the smallest budget, which is enough and no more', () => {
  const { backend, packing, preset } = gpu;
  const least = leastBudget(smolVlm256, { backend, packing, preset })!;
  estimateAdapted(smolVlm256, { ...gpu, budget: least });
  expect(() => estimateAdapted(smolVlm256, { ...gpu, budget: least - 10e6 })).toThrow('memory budget');
  expect(leastBudget(smolVlm500, { backend, packing, preset })).toBeGreaterThan(least);
  expect(leastBudget(smolVlm256, { backend, packing, preset }, undefined, 100e6)).toBe(null);
});

const at = (config: typeof smolVlm256, weightBytes: number | null, budget: number) =>
  packingFor({ config, weightBytes }, { backend: 'webgpu', budget });

const held = (packing: Packing) => heldAt({ config: smolVlm256, weightBytes: 513e6 }, { backend: 'webgpu', packing }); // prettier-ignore

test('weights are rounded to 8 bits only where a GPU has little room beside them', () => {
  expect(at(smolVlm256, 513e6, 4e9)).toBe('exact');
  expect(at(smolVlm256, 513e6, 1e9)).toBe('8bit');
  // The same model with its weights in float32.
  expect(at(smolVlm500, 1.02e9, 4e9)).toBe('exact');
  expect(at(smolVlm500, 2.03e9, 4e9)).toBe('8bit');
  // What is chosen holds on a GPU, and nothing is packed on WASM.
  const wanted = { budget: 8e9, packing: '4bit' } as const;
  expect(packingFor({ config: smolVlm256, weightBytes: 513e6 }, { backend: 'webgpu', ...wanted })).toBe('4bit'); // prettier-ignore
  expect(packingFor({ config: smolVlm256, weightBytes: 513e6 }, { backend: 'wasm', ...wanted })).toBe('exact'); // prettier-ignore
  expect(held('8bit')).toBeLessThan(0.75 * held('exact'));
  expect(held('4bit')).toBeLessThan(0.8 * held('8bit'));
  expect(packingFor({ config: smolVlm500, weightBytes: null }, { backend: 'wasm', budget: 1e9 })).toBe(
    'exact',
  );
});
