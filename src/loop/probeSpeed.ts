import { decode, prefill } from '../bench/costs.ts';
import type { Picture } from '../images/picture.ts';
import { questionerPrompt } from '../questioner/prompt.ts';
import type { OpenModel } from './openModel.ts';
import type { Speed } from './timeEstimate.ts';

/** Tokens that are drawn, and answers at once: enough that weights are read more than once and little time passes. */
const PROBE = { tokens: 8, rows: 4 } as const;

/**
 * What the device does with a loaded model, measured on one picture: products from reading a prompt, bytes from drawing
 * a few tokens. Each is done once before, where kernels are compiled. Takes about the time of three short answers.
 */
export async function probeSpeed(
  { vlm, base, prompts, config }: OpenModel,
  picture: Picture,
  now: () => number = () => performance.now() / 1000,
): Promise<Speed> {
  const text = questionerPrompt(prompts);
  const { promptTokens, imageTokens } = vlm.promptSize(picture, text);
  const took = async (name: string, maxNewTokens: number): Promise<number> => {
    // Another id is another picture: what is remembered of it does not count.
    const request = {
      id: name,
      picture: { ...picture, id: `${picture.id}#${name}` },
      text,
      samples: PROBE.rows,
      key: 1,
    };
    const began = now();
    await vlm.generate(base, [request], { maxNewTokens, temperature: 1, topP: 1, topK: 0 });
    return now() - began;
  };
  await took('speed warm', 2);
  const reading = await took('speed prompt', 1);
  const both = await took('speed tokens', 1 + PROBE.tokens);
  // Never quite nothing: a clock may stand still for a millisecond, and an answer may end early.
  const drawing = Math.max(both - reading, both / 100, 1e-4);
  const prompt = prefill(config, {
    pictures: imageTokens / config.imageSeqLen,
    rows: 1,
    length: promptTokens,
  });
  const steps = decode(config, { rows: PROBE.rows, length: promptTokens, tokens: PROBE.tokens });
  const held = base.bytes / (4 * base.size);
  return {
    flops: prompt.flops / Math.max(reading, 1e-4),
    bytes: (steps.bytes * held) / drawing,
    from: 'probe',
  };
}
