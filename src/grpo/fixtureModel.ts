import * as tf from '@tensorflow/tfjs-core';
import type { Checkpoint } from '../model/load.ts';
import { lossGradients, type ScoredSequence, scoreTokens } from '../model/logprobs.ts';
import { createProcessor } from '../model/processor.ts';
import type { CompletionRow, VisionLanguageModel } from '../model/vlm.ts';
import { readFloats } from '../tensor/device.ts';

function* batches(rows: readonly CompletionRow[], size = rows.length): Generator<readonly CompletionRow[]> {
  for (let from = 0; from < rows.length; from += size) yield rows.slice(from, from + size);
}

/** A model that scores and learns but cannot speak: what a GRPO step asks of one, for tests. */
export function scoringModel(checkpoint: Pick<Checkpoint, 'config' | 'files'>): VisionLanguageModel {
  const { config } = checkpoint;
  const processor = createProcessor(checkpoint);

  function sequenceOf({ picture, text, tokens }: CompletionRow): ScoredSequence {
    const cut = picture === null ? null : processor.cut(picture);
    const content = [...(cut === null ? [] : [{ type: 'image' as const }]), { type: 'text' as const, text }];
    const ids = processor.encode([{ role: 'user', content }], cut === null ? [] : [cut]);
    const pixels =
      cut === null ? null : { count: cut.tiles.length, values: processor.pixelValues(cut.tiles), mask: null };
    return { prompt: { ids, pixels, pictureId: picture?.id ?? null }, tokens };
  }

  return {
    generate: () => Promise.reject(new Error('This model only scores.')),
    async score(weights, rows, options) {
      const scored = [];
      for (const batch of batches(rows, options?.rowsPerBatch)) {
        const scores = tf.tidy(() => scoreTokens(null, config, weights, batch.map(sequenceOf)));
        const values = await readFloats(scores);
        scores.dispose();
        let at = 0;
        for (const { id, tokens } of batch) {
          const own = values.subarray(2 * at, 2 * (at += tokens.length));
          scored.push({
            id,
            logProbs: tokens.map((_, index) => own[2 * index]!),
            entropy: tokens.map((_, index) => own[2 * index + 1]!),
          });
        }
      }
      return scored;
    },
    async gradients(weights, rows, loss, options) {
      const sums = new Map<string, tf.Tensor>();
      let total = 0;
      for (const batch of batches(rows, options?.rowsPerBatch)) {
        const found = lossGradients(config, weights, batch.map(sequenceOf), (scores) =>
          loss({ ...scores, rows: batch }),
        );
        total += (await readFloats(found.loss))[0]!;
        found.loss.dispose();
        for (const [name, gradient] of found.gradients) {
          const sum = sums.get(name);
          sums.set(name, sum === undefined ? gradient : tf.add(sum, gradient));
          if (sum !== undefined) tf.dispose([sum, gradient]);
        }
      }
      return { loss: total, gradients: { tensors: sums, dispose: () => tf.dispose([...sums.values()]) } };
    },
  };
}
