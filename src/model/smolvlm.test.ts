import { describe, expect, it, test } from 'vitest';
import { heldBytes } from './heldBytes.ts';
import { adapterSize, adapterTargets } from './lora.ts';
import { planMemory } from './memoryEstimate.ts';
import { parameterShapes } from './parameterShapes.ts';
import { knownModels, smolVlm256, smolVlm500 } from './smolvlm.ts';

describe('the memory of a run with adapters', () => {
  // 8 answers of 128 new tokens to one picture of 64 tokens and some 120 of text, rank 8 on every linear.
  test.each([
    ['256M', smolVlm256, 3e9],
    ['500M', smolVlm500, 5e9],
  ] as const)('of SmolVLM %s is within what was promised on WebGPU', (_name, config, budget) => {
    const settings = { rank: 8, alpha: 16, targets: adapterTargets };
    const demand = {
      weights: heldBytes(config, 'webgpu', 'exact') / 4,
      trained: adapterSize(config, settings),
      sets: 2,
      promptTokens: 200,
      tiles: 1,
      remembered: Infinity,
      trainsTower: false,
      trainsConnector: true,
      prompts: 1,
      samples: 8,
      alone: 0,
      newTokens: 128,
      microBatch: 8,
    };
    const { estimate, forgets } = planMemory(config, demand, 'webgpu', budget);
    expect(estimate.total).toBeLessThan(budget);
    expect(forgets).toBe(false);
    // All weights trained would not fit.
    const all = { ...demand, trained: 4 * demand.weights };
    expect(() => planMemory(config, all, 'webgpu', budget)).toThrow('as adapters do');
  });
});

it('knows the size of what it lists', () => {
  const counts = knownModels.map(({ config }) =>
    [...parameterShapes(config).values()].reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0),
  );
  // Of the model cards: 256.5 M and 507.5 M.
  expect(counts.map((count) => Math.round(count / 1e5) / 10)).toEqual([256.5, 507.5, 256.5, 507.5]);
  // SmolVLM comes in bfloat16, SmolVLM2 in float32.
  for (const [i, { id, downloadBytes }] of knownModels.entries())
    expect(downloadBytes / ((id.includes('SmolVLM2') ? 4 : 2) * counts[i]!)).toBeCloseTo(1, 2);
});

it('holds 8 bits in little more than half of 16', () => {
  const share = heldBytes(smolVlm500, 'webgpu', '8bit') / heldBytes(smolVlm500, 'webgpu', 'exact');
  expect(share).toBeGreaterThan(0.5);
  expect(share).toBeLessThan(0.75);
});
