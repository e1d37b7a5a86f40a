import type { Picture } from '../images/picture.ts';
import type { Processor, TileGrid } from './processor.ts';
import type { Prompt } from './prompt.ts';
import type { Pixels } from './vision.ts';

interface Seen {
  readonly grid: TileGrid;
  readonly pixels: Pixels;
}

/** Pixels that are remembered, in numbers: 16 M are 64 MB, over a thousand pictures of 64 by 64. */
const remembered = 1 << 24;

/** Turns into prompts; a picture that comes again is not cut and scaled again. */
export class PromptStore {
  readonly #processor: Processor;
  readonly #split: boolean | undefined;
  /** by picture id, the one used last at the end */
  readonly #pictures = new Map<string, Seen>();
  #size = 0;

  /** `split` as `Processor.cut`. */
  constructor(processor: Processor, split?: boolean) {
    this.#processor = processor;
    this.#split = split;
  }

  /** Prompts of turns; turns of one picture and text are one object, so they are computed once. */
  turns(): (picture: Picture | null, text: string) => Prompt {
    const prompts = new Map<string, Prompt>();
    return (picture, text) => {
      const name = `${picture?.id ?? ''}\n${text}`;
      const known = prompts.get(name);
      if (known !== undefined) return known;
      const prompt = this.#prompt(picture, text);
      prompts.set(name, prompt);
      return prompt;
    };
  }

  #prompt(picture: Picture | null, text: string): Prompt {
    const { tokenizer } = this.#processor;
    const seen = picture === null ? null : this.#see(picture);
    // What a model wrote must not pass for the place of a picture or the end of a turn.
    const words = { type: 'text', text: tokenizer.withoutSpecialTokens(text) } as const;
    const content = seen === null ? [words] : [{ type: 'image' } as const, words];
    const ids = this.#processor.encode([{ role: 'user', content }], seen === null ? [] : [seen.grid]);
    return { ids, pixels: seen?.pixels ?? null, pictureId: picture?.id ?? null };
  }

  #see(picture: Picture): Seen {
    const known = this.#pictures.get(picture.id);
    if (known !== undefined) {
      this.#pictures.delete(picture.id);
      this.#pictures.set(picture.id, known);
      return known;
    }
    const { rows, columns, tiles } = this.#processor.cut(picture, this.#split);
    const values = this.#processor.pixelValues(tiles);
    const seen = { grid: { rows, columns }, pixels: { count: tiles.length, values, mask: null } };
    this.#pictures.set(picture.id, seen);
    this.#size += values.length;
    for (const [id, { pixels }] of this.#pictures) {
      if (this.#size <= remembered || id === picture.id) break;
      this.#pictures.delete(id);
      this.#size -= pixels.values.length;
    }
    return seen;
  }
}
