import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import type { Picture } from '../images/picture.ts';
import { key } from '../tensor/random.ts';
import { describeBackends } from '../tensor/testing.ts';
import { openCheckpoint } from './load.ts';
import { nodeFolder } from './nodeFolder.ts';
import { createProcessor } from './processor.ts';
import { Vlm, type CompletionRow, type GenerateRequest, type TokenScores } from './vlm.ts';
import { WeightSet } from './weights.ts';

interface Answer {
  readonly text: string;
  readonly tokens: readonly number[];
  readonly logprobs: readonly number[];
  readonly promptTokens: number;
  readonly imageTokens: number;
}
interface Expected {
  readonly prompt: string;
  readonly unsplit: Answer;
  readonly split: Answer;
}

const fixtures = fileURLToPath(new URL('fixtures', import.meta.url));
const expected: Expected = JSON.parse(readFileSync(`${fixtures}/complete.json`, 'utf8'));

async function readPicture(id: string): Promise<Picture> {
  const { data, info } = await sharp(`${fixtures}/complete.png`).removeAlpha().raw().toBuffer({ resolveWithObject: true }); // prettier-ignore
  return { id, name: 'complete.png', width: info.width, height: info.height, rgb: new Uint8Array(data) };
}

async function open(
  options: { split?: boolean } = {},
): Promise<{ vlm: Vlm; weights: WeightSet; picture: Picture }> {
  const checkpoint = await openCheckpoint(nodeFolder(`${fixtures}/complete`));
  const vlm = new Vlm(checkpoint.config, createProcessor(checkpoint), options);
  return { vlm, weights: await WeightSet.fromHost(checkpoint.weights()), picture: await readPicture('one') };
}

const greedy = { maxNewTokens: 12, temperature: 0, topP: 1, topK: 0 };

/** Minus the log-probability of everything, as a sum over rows. */
function negativeLogProb({ logProbs, mask }: TokenScores): tf.Scalar {
  return tf.neg(tf.sum(tf.mul(logProbs, mask)));
}

describeBackends('a Vlm', (backend) => {
  it.each(['unsplit', 'split'] as const)(
    'answers about a picture, %s, as transformers does',
    async (cutting) => {
      const { vlm, weights, picture } = await open({ split: cutting === 'split' });
      const answer = expected[cutting];
      const request = { id: 'a', picture, text: expected.prompt, samples: 1, key: 1 };
      const [completion] = await vlm.generate(weights, [request], greedy);
      expect(completion!.text).toBe(answer.text);
      expect(completion!.tokens).toEqual(answer.tokens);
      for (const [i, logProb] of completion!.logProbs.entries()) {
        expect(Math.abs(logProb - answer.logprobs[i]!)).toBeLessThan(1e-4);
      }
      expect(vlm.promptSize(picture, expected.prompt)).toEqual({
        promptTokens: answer.promptTokens,
        imageTokens: answer.imageTokens,
      });
      weights.dispose();
    },
  );

  it('answers in order, the same in small batches and large, blind or not', async () => {
    const { vlm, weights, picture } = await open({ split: false });
    const requests: GenerateRequest[] = [
      { id: 'seen', picture, text: 'How many?', samples: 3, key: key(1) },
      { id: 'blind', picture: null, text: 'How many?', samples: 2, key: key(1) },
      { id: 'other', picture, text: 'What colour is it, <image>?', samples: 3, key: key(2) },
    ];
    const sampling = { maxNewTokens: 6, temperature: 1, topP: 1, topK: 0 };
    const together = await vlm.generate(weights, requests, sampling);
    const inTwos = await vlm.generate(weights, requests, sampling, { rowsPerBatch: 2 });
    expect(together.map(({ requestId, sample }) => `${requestId} ${sample}`)).toEqual([
      'seen 0', 'seen 1', 'seen 2', 'blind 0', 'blind 1', 'other 0', 'other 1', 'other 2',
    ]); // prettier-ignore
    expect(inTwos.map(({ tokens }) => tokens)).toEqual(together.map(({ tokens }) => tokens));
    expect(together[0]!.logProbs).not.toEqual(together[3]!.logProbs);
    weights.dispose();
  });

  it('ends rows of a batch at a stop text, and changes nothing else', async () => {
    const { vlm, weights, picture } = await open({ split: false });
    const requests: GenerateRequest[] = [
      { id: 'one', picture, text: 'How many?', samples: 6, key: key(1) },
      { id: 'other', picture: null, text: 'What colour is it?', samples: 6, key: key(2) },
    ];
    const sampling = { maxNewTokens: 20, temperature: 1, topP: 1, topK: 0 };
    const free = await vlm.generate(weights, requests, sampling);
    const { tokenizer } = vlm.processor;
    // A letter or two that one of them says in its middle.
    const stop = free
      .map(({ text }) => /[a-z]{2}/.exec(text.slice(2))?.[0])
      .find((two) => two !== undefined)!;
    const told: string[] = [];
    const onText = (_id: string, _sample: number, text: string): unknown => told.push(text);
    const ended = await vlm.generate(
      weights,
      requests,
      { ...sampling, stopTexts: [stop, 'never said'] },
      { onText },
    );
    for (const [i, { tokens, text, logProbs, finish }] of ended.entries()) {
      const whole = free[i]!;
      expect(tokens).toEqual(whole.tokens.slice(0, tokens.length));
      expect(logProbs.length).toBe(tokens.length);
      const said = tokenizer.decode(whole.tokens, { keepSpecialTokens: true });
      if (said.includes(stop)) {
        expect(text).toBe(tokenizer.decode(tokens).slice(0, text.length));
        expect([text.includes(stop), finish]).toEqual([false, 'stop']);
        expect(tokenizer.decode(tokens, { keepSpecialTokens: true })).toContain(stop);
        expect(tokenizer.decode(tokens.slice(0, -1), { keepSpecialTokens: true })).not.toContain(stop);
      } else expect(tokens).toEqual(whole.tokens);
    }
    expect(ended.some(({ tokens }, i) => tokens.length < free[i]!.tokens.length)).toBe(true);
    expect(told.every((text) => !text.includes(stop))).toBe(true);
    weights.dispose();
  });

  it('scores what it generated as it did then, and learns to say it', async () => {
    const { vlm, weights, picture } = await open({ split: false });
    const request = { id: 'a', picture, text: 'How many?', samples: 4, key: 5 };
    const sampling = { maxNewTokens: 7, temperature: 1, topP: 1, topK: 0 };
    const completions = await vlm.generate(weights, [request], sampling);
    const rows = completions.map(({ tokens, sample }): CompletionRow => ({
      id: `a ${sample}`,
      picture,
      text: request.text,
      tokens,
    }));
    const before = tf.memory().numTensors;
    const scores = await vlm.score(weights, rows);
    expect(scores.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
    const gaps = scores.flatMap(({ logProbs }, i) =>
      logProbs.map((logProb, t) => Math.abs(logProb - completions[i]!.logProbs[t]!)),
    );
    expect(Math.max(...gaps)).toBeLessThan(1e-4);

    const whole = await vlm.gradients(weights, rows, negativeLogProb);
    const parts = await vlm.gradients(weights, rows, negativeLogProb, { rowsPerBatch: 3 });
    const sum = scores.flatMap(({ logProbs }) => logProbs).reduce((a, b) => a + b, 0);
    expect(Math.abs(whole.loss + sum)).toBeLessThan(1e-4 * Math.abs(sum));
    expect(Math.abs(parts.loss - whole.loss)).toBeLessThan(1e-4 * Math.abs(sum));
    expect([...whole.gradients.tensors.keys()]).toEqual(weights.names);
    // A small step against the gradient of the whole makes it more likely, as does one against that of the parts.
    for (const { gradients } of [whole, parts]) {
      const moved = weights.clone();
      for (const [name, gradient] of gradients.tensors) {
        moved.assign(name, tf.tidy(() => tf.sub(weights.get(name), tf.mul(gradient, 1e-4)))); // prettier-ignore
      }
      const after = (await vlm.score(moved, rows)).flatMap(({ logProbs }) => logProbs);
      expect(after.reduce((a, b) => a + b, 0)).toBeGreaterThan(sum);
      moved.dispose();
    }
    whole.gradients.dispose();
    parts.gradients.dispose();
    vlm.dispose();
    expect(tf.memory().numTensors).toBe(before);
    weights.dispose();
  });

  it.runIf(backend === 'wasm')('refuses to score an empty completion', async () => {
    const { vlm, weights } = await open();
    await expect(vlm.score(weights, [{ id: 'a', picture: null, text: 'x', tokens: [] }])).rejects.toThrow(
      /no tokens/,
    );
    weights.dispose();
  });
});
