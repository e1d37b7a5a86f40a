import { downscale } from '../images/downscale.ts';
import type { Picture } from '../images/picture.ts';
import type { WeightSet } from '../model/weights.ts';
import { stopTexts } from '../questioner/family.ts';
import { questionerPrompt } from '../questioner/prompt.ts';
import { reasonerPrompt } from '../rollouts/prompt.ts';
import type { OpenModel } from './openModel.ts';
import type { Asking, Spoken } from './protocol.ts';

/** One answer, or one question, by one weight set about one picture, under the prompts of the loop. */
export async function speak(
  { vlm, prompts, pictureEdge }: Pick<OpenModel, 'vlm' | 'prompts' | 'pictureEdge'>,
  weights: WeightSet,
  asking: Asking,
  onText: (text: string) => void,
): Promise<Spoken> {
  const { id, question, temperature, maxNewTokens, unanswerable } = asking;
  // As a run sees it.
  const picture: Picture = { ...asking.picture, ...downscale(asking.picture, pictureEdge) };
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
  const { tokens, text: answer, finish } = said!;
  const read = await vlm.read(weights, { id: String(id), picture, text, tokens });
  return { id, text: answer, tokens: read, finished: finish === 'stop' };
}
