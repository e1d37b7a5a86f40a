import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { fitsEighths, packEighths, unpackEighths } from '../tensor/eighths.ts';
import { memoryUse } from '../tensor/memory.ts';
import { relativeError } from '../tensor/reference.ts';
import { describeBackends } from '../tensor/testing.ts';
import { openCheckpoint } from './load.ts';
import { nodeFolder } from './nodeFolder.ts';
import { readAdapter } from './peft.ts';
import { createProcessor } from './processor.ts';
import { bytesSource } from './byteSource.ts';
import { readHeader, readTensor, type NamedTensor } from './safetensors.ts';
import { Vlm, type TokenScores } from './vlm.ts';
import { isPacked, WeightSet } from './weights.ts';

/**
 * A SmolVLM of full shape with random weights, half a gigabyte, against transformers and peft: not part of `npm test`.
 * tools/fixtures/full_shape.py and full_shape_expected.py make the folder that VISPLAY_FULL_SHAPE names.
 */
const folder = process.env['VISPLAY_FULL_SHAPE'] ?? '';

interface Expected {
  readonly side: number;
  readonly prompt: string;
  readonly tokens: readonly number[];
  readonly promptTokens: number;
  readonly base: readonly number[];
  readonly adapted: readonly number[];
  readonly loss: number;
}

describe.skipIf(folder === '')('Where VISPLAY_FULL_SHAPE names one', () => {
  describeBackends(
    'a model of full shape',
    (_backend, device) => {
      it('scores, and has the gradients of an adapter, as transformers and peft; 8 bits cost little', async () => {
        const expected: Expected = JSON.parse(await readFile(path.join(folder, 'expected.json'), 'utf8'));
        const rgb = new Uint8Array(await readFile(path.join(folder, 'picture.rgb')));
        const { side, prompt: text, tokens } = expected;
        const picture = { id: 'p', name: 'p', width: side, height: side, rgb };
        const rows = [{ id: 'r', picture, text, tokens }];
        const checkpoint = await openCheckpoint(nodeFolder(folder));
        const vlm = new Vlm(checkpoint.config, createProcessor(checkpoint), { split: false });
        expect(vlm.promptSize(picture, text).promptTokens).toBe(expected.promptTokens);
        const loaded = await WeightSet.fromHost(checkpoint.weights(), { frozen: true });
        const base = loaded.training(() => false);
        const plain = (await vlm.score(base, rows))[0]!.logProbs;
        expect(relativeError(plain, expected.base)).toBeLessThan(1e-3);

        const { adapter } = await readAdapter(nodeFolder(path.join(folder, 'adapter')));
        const adapted = base.adapted(adapter);
        const nll = ({ logProbs, mask }: TokenScores): tf.Scalar =>
          tf.div(tf.neg(tf.sum(tf.mul(logProbs, mask))), tokens.length);
        const { loss, gradients } = await vlm.gradients(adapted, rows, nll);
        expect(Math.abs(loss / expected.loss - 1)).toBeLessThan(1e-3);
        const bytes = new Uint8Array(await readFile(path.join(folder, 'gradients.safetensors')));
        const source = bytesSource('gradients', bytes);
        const errors: number[] = [];
        for (const entry of (await readHeader(source)).tensors) {
          const name = entry.name.replace('base_model.model.', '');
          const { data } = await adapted.hostLayout(name, gradients.tensors.get(name)!, device());
          errors.push(relativeError(data, await readTensor(source, entry)));
        }
        expect(errors.length).toBe(gradients.tensors.size);
        expect(Math.max(...errors)).toBeLessThan(1e-3);
        process.stderr.write(
          `base ${relativeError(plain, expected.base)}, gradients ${Math.max(...errors)}, ${memoryUse().megabytes} MB\n`,
        );
        gradients.dispose();
        for (const set of [adapted, base, loaded]) set.dispose();
        vlm.dispose();

        // What 8 bits would be, in float32.
        const rounded = await WeightSet.fromHost(roundedTo8(checkpoint.weights()), { frozen: true });
        const rough = (await vlm.score(rounded, rows))[0]!.logProbs;
        const difference = rough.map((value, at) => Math.abs(value - plain[at]!));
        process.stderr.write(
          `8 bits: largest ${Math.max(...difference)} nats, log-probabilities ${plain.join(' ')}\n`,
        );
        expect(Math.max(...difference)).toBeLessThan(0.5);
        rounded.dispose();
        vlm.dispose();
        // Minutes on two cores.
      }, 3_600_000);
    },
    ['wasm'],
  );
});

async function* roundedTo8(weights: AsyncIterable<NamedTensor>): AsyncGenerator<NamedTensor> {
  for await (const { name, shape, data } of weights) {
    const [out = 1, ...rest] = shape;
    const inputs = rest.reduce((a, b) => a * b, 1);
    const packs = isPacked(name, shape) && fitsEighths(inputs, out);
    yield { name, shape, data: packs ? unpackEighths(packEighths(data, inputs, out), inputs, out) : data };
  }
}
