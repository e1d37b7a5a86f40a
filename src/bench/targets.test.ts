import { expect, it } from 'vitest';
import { targetsOf } from './targets.ts';
import type { Measured } from './turns.ts';

const only = (value: number) => ({ median: value, low: value, high: value, repeats: 1 });

function measured(model: string, work: string, stock: number, of: Partial<Measured> = {}): Measured {
  return {
    backend: 'webgpu',
    model,
    work,
    unit: 'tokens',
    units: 1,
    engines: {},
    failures: {},
    faster: { stock: only(stock) },
    bound: { by: 'matmul', milliseconds: 1 },
    reached: {},
    ofMatmul: 0,
    ofMemory: 0,
    counts: { dispatches: 0, submissions: 0, bytesAllocated: 0, readBacks: 0 },
    ...of,
  };
}

const counted = {
  decodePerLayer: 10,
  decodeBeside: 9,
  trainPerLayer: 41,
  update: 4,
  tokensPerRead: 8,
  poolAfterThird: 12,
  poolAfterSixth: 12.5,
};

const verdicts = (targets: ReturnType<typeof targetsOf>): [string, string][] =>
  targets.map(({ name, verdict }) => [name.split(',')[0]!.split(' (')[0]!, verdict]);

it('holds WASM to six times stock, and everything to no less than it', () => {
  const results = { backend: 'wasm', isFallbackAdapter: false, counted: null, roundSeconds: null } as const;
  const pass = [measured('nano', 'training step', 6), measured('nano', 'AdamW', 1)];
  expect(verdicts(targetsOf({ ...results, measured: pass }))).toEqual([
    ['training step of nano over stock TensorFlow.js', 'pass'],
    ['nothing slower than stock TensorFlow.js', 'pass'],
  ]);
  const short = [measured('nano', 'training step', 5.99), measured('nano', 'AdamW', 0.99)];
  expect(verdicts(targetsOf({ ...results, measured: short })).map(([, verdict]) => verdict)).toEqual([
    'short',
    'short',
  ]);
  const none = targetsOf({ ...results, measured: [] });
  expect(none.map(({ verdict }) => verdict)).toEqual(['not measured', 'not measured']);
});

it('judges what only a real GPU can show on a real GPU only', () => {
  const results = [
    measured('shapes', 'training step', 1.5, { ofMatmul: 0.4 }),
    measured('shapes', 'decode of 8', 2, { ofMemory: 0.49, bound: { by: 'memory', milliseconds: 1 } }),
    measured('shapes', 'decode of 64', 2, { ofMemory: 0.1, reached: { fused: 0.6 } }),
  ];
  const found = { backend: 'webgpu', measured: results, counted, roundSeconds: 61 } as const;
  const real = targetsOf({ ...found, isFallbackAdapter: false });
  expect(verdicts(real)).toEqual([
    ['training step over stock TensorFlow.js', 'pass'],
    ['decode of 8 over stock TensorFlow.js', 'pass'],
    ['nothing slower than stock TensorFlow.js', 'pass'],
    ['dispatches of a decoder layer in a decoding step', 'pass'],
    ['dispatches of a layer forward and backward', 'short'],
    ['dispatches of AdamW with clipping', 'pass'],
    ['tokens between two reads', 'pass'],
    ['MB that the pool grows after the third step', 'short'],
    ["training step over the adapter's best matmul", 'pass'],
    ['decode of 8 over what memory bandwidth allows', 'short'],
    ['decode of 64 over what arithmetic allows', 'pass'],
    ['a full round of nano', 'short'],
  ]);
  const software = targetsOf({ ...found, isFallbackAdapter: true });
  expect(software.slice(-4).map(({ verdict }) => verdict)).toEqual(Array(4).fill('needs a real GPU'));
  expect(software.slice(0, -4)).toEqual(real.slice(0, -4));
});
