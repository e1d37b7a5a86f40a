import { downscale } from '../images/downscale.ts';
import type { Picture } from '../images/picture.ts';
import type { WeightSet } from '../model/weights.ts';
import { stopTexts } from '../questioner/family.ts';
import { questionerPrompt } from '../questioner/prompt.ts';
import { reasonerPrompt } from '../rollouts/prompt.ts';
import { seenEdge, type OpenModel } from './openModel.ts';
import type { Asking, Spoken } from './protocol.ts';

/** One answer, or one question, by one weight set about one picture, under the prompts of the loop. */
export async function speak(
  model: Pick<OpenModel, 'vlm' | 'prompts' | 'pictureEdge'>,
  weights: WeightSet,
  asking: Asking,
  onText: (text: string) => void,
): Promise<Spoken> {
  const { vlm, prompts } = model;
  const { id, question, temperature, maxNewTokens, unanswerable } = asking;
  // As a run sees it.
  const picture: Picture = { ...asking.picture, ...downscale(asking.picture, seenEdge(model)) };
  const text =
    question === null
      ? questionerPrompt(prompts)
      : reasonerPrompt(question, { family: prompts, kind: 'reasoned', unanswerable });
  const [said] = await vlm.generate(
    weights,
    [{ id: String(id), picture, text, samples: 1, key: asking.seed }],
    {
      maxNewTokens,
      temperature,
      topP: 1,
      topK: 0,
      stopTexts: stopTexts(prompts, question === null ? 'questioner' : 'reasoner'),
    },
    { onText: (_request, _sample, soFar) => onText(soFar) },
  );
  const { text: answer, finish } = said!;
  const read = await vlm.read(weights, { id: String(id), picture, text, tokens: said!.tokens });
  // Of a picture in tiles, the whole of it is the last one: that is what a person looks at.
  const tokens = read.map((token) =>
    Object.assign({}, token, { attention: token.attention.slice(-vlm.config.imageSeqLen) }),
  );
  return { id, text: answer, tokens, finished: finish === 'stop' };
}
