import * as tf from '@tensorflow/tfjs-core';
import { asMatrix } from '../tensor/rank.ts';
import { share } from '../tensor/share.ts';
import type { Tape } from '../tensor/tape.ts';
import type { Idefics3Config } from './config.ts';
import { imageFeatures } from './connector.ts';
import type { Looks } from './looks.ts';
import { joinPixels, type ShownPicture } from './prompt.ts';
import type { WeightSet } from './weights.ts';

/** What the decoder sees of pictures, one below the other, [tiles * imageSeqLen, hidden]; called inside a `tf.tidy`. */
export type Sight = (
  tape: Tape | null,
  config: Idefics3Config,
  weights: WeightSet,
  pictures: readonly ShownPicture[],
) => tf.Tensor2D;

/** Every picture goes through the vision tower. */
export const looksAgain: Sight = (tape, config, weights, pictures) =>
  imageFeatures(tape, config, weights, joinPixels(pictures, config));

interface Entry {
  readonly looks: Looks;
  /** null where the picture was asked for once and may not come again */
  readonly features: tf.Tensor2D | null;
}

/** Pictures of which something is remembered, at most. */
const mostEntries = 4096;

/**
 * Features of pictures by how they were looked at, those used last within a limit of bytes. Where the vision tower
 * and the connector are trained, a picture is remembered when it is asked for a second time: weights that change
 * every step would fill the store with what is never used. Features go when the last weight set that sees so does.
 */
export class FeatureStore {
  /** by looks and picture, the one used last at the end */
  readonly #entries = new Map<string, Entry>();
  readonly #limit: () => number;
  #bytes = 0;

  /** `limit` says how many bytes may be kept; 0 keeps nothing. */
  constructor(limit: () => number) {
    this.#limit = limit;
  }

  /** As `looksAgain`, with what is known. On a tape, features are constants: they need no gradient. */
  readonly look: Sight = (tape, config, weights, pictures) => {
    const limit = this.#limit();
    if (limit <= 0) this.dispose();
    if (limit <= 0 || (tape !== null && weights.trainsLooks)) {
      return looksAgain(tape, config, weights, pictures);
    }
    const names = pictures.map(({ id }) => `${weights.looks.id} ${id}`);
    return tf.tidy(() => {
      const known = names.map((name) => this.#entries.get(name)?.features ?? null);
      const missing = pictures.filter((_, i) => known[i] === null);
      const fresh = missing.length === 0 ? null : looksAgain(null, config, weights, missing);
      let from = 0;
      const parts = pictures.map(({ pixels }, i) => {
        const features = known[i];
        if (features || fresh === null) return features!;
        const begin = from;
        from += pixels.count * config.imageSeqLen;
        return tf.slice2d(fresh, [begin, 0], [from - begin, fresh.shape[1]]);
      });
      const all = parts.length === 1 ? share(parts[0]!) : asMatrix(tf.concat(parts, 0));
      for (const [i, name] of names.entries()) this.#use(name, weights, parts[i]!);
      this.#evict(limit);
      return all;
    });
  };

  dispose(): void {
    for (const [name, { looks }] of this.#entries) {
      looks.whenGone.delete(this.#forget);
      this.#remove(name);
    }
  }

  /** Puts a picture at the end, with its features if they are worth keeping. */
  #use(name: string, { looks, trainsLooks }: WeightSet, features: tf.Tensor2D): void {
    const entry = this.#entries.get(name);
    this.#entries.delete(name);
    if (entry?.features) {
      this.#entries.set(name, entry);
      return;
    }
    const keeps = entry !== undefined || !trainsLooks;
    this.#entries.set(name, { looks, features: keeps ? tf.keep(features) : null });
    if (keeps) this.#bytes += 4 * features.size;
    looks.whenGone.add(this.#forget);
  }

  #evict(limit: number): void {
    for (const name of this.#entries.keys()) {
      if (this.#bytes <= limit && this.#entries.size <= mostEntries) break;
      this.#remove(name);
    }
  }

  readonly #forget = (gone: Looks): void => {
    for (const [name, { looks }] of this.#entries) if (looks === gone) this.#remove(name);
  };

  #remove(name: string): void {
    const features = this.#entries.get(name)?.features;
    this.#entries.delete(name);
    if (!features) return;
    this.#bytes -= 4 * features.size;
    features.dispose();
  }
}
