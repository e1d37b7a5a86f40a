import * as tf from '@tensorflow/tfjs-core';
import { asMatrix } from '../tensor/rank.ts';
import { share } from '../tensor/share.ts';
import type { Tape } from '../tensor/tape.ts';
import type { Idefics3Config } from './config.ts';
import { connector, imageFeatures } from './connector.ts';
import type { Looks } from './looks.ts';
import { joinPixels, type ShownPicture } from './prompt.ts';
import { visionTower } from './vision.ts';
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

/** What is remembered of pictures: of which looks, and how many rows each tile has. */
interface Memory {
  readonly looks: Looks;
  readonly rowsPerTile: number;
  /** whether a picture is remembered when it is asked for the first time */
  readonly atOnce: boolean;
  readonly see: (pictures: readonly ShownPicture[]) => tf.Tensor2D;
}

/**
 * Features of pictures by how they were looked at, those used last within a limit of bytes. Where the vision tower
 * and the connector are trained, a picture is remembered when it is asked for a second time: weights that change
 * every step would fill the store with what is never used. Where the connector is trained and the tower is not, what
 * the tower makes of a picture is remembered. It all goes when the last weight set that sees so does.
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
    if (limit <= 0 || (tape !== null && weights.trainsTower)) {
      return looksAgain(tape, config, weights, pictures);
    }
    const tower: Memory = {
      looks: weights.towerLooks,
      rowsPerTile: patchesOf(config),
      atOnce: true,
      see: (unknown) => visionTower(null, config.vision, weights, joinPixels(unknown, config)),
    };
    const project = (onTape: Tape | null, shown: readonly ShownPicture[]): tf.Tensor2D => {
      const tiles = shown.reduce((sum, { pixels }) => sum + pixels.count, 0);
      return connector(onTape, config, weights, this.#recall(tower, shown, limit), tiles);
    };
    if (weights.trainsLooks && !weights.trainsTower) return project(tape, pictures);
    const whole: Memory = {
      looks: weights.looks,
      rowsPerTile: config.imageSeqLen,
      atOnce: !weights.trainsLooks,
      // Another set with this tower may have looked at them already.
      see: (unknown) =>
        unknown.every(({ id }) => this.#entries.has(keyOf(tower.looks, id)))
          ? project(null, unknown)
          : looksAgain(null, config, weights, unknown),
    };
    return this.#recall(whole, pictures, limit);
  };

  /** What is known of pictures, and of the others what is seen of them now, one below the other. */
  #recall(memory: Memory, pictures: readonly ShownPicture[], limit: number): tf.Tensor2D {
    const names = pictures.map(({ id }) => keyOf(memory.looks, id));
    return tf.tidy(() => {
      const known = names.map((name) => this.#entries.get(name)?.features ?? null);
      const missing = pictures.filter((_, i) => known[i] === null);
      const fresh = missing.length === 0 ? null : memory.see(missing);
      let from = 0;
      const parts = pictures.map(({ pixels }, i) => {
        const features = known[i];
        if (features || fresh === null) return features!;
        const begin = from;
        from += pixels.count * memory.rowsPerTile;
        return tf.slice2d(fresh, [begin, 0], [from - begin, fresh.shape[1]]);
      });
      const all = parts.length === 1 ? share(parts[0]!) : asMatrix(tf.concat(parts, 0));
      for (const [i, name] of names.entries()) this.#use(name, memory, parts[i]!);
      this.#evict(limit);
      return all;
    });
  }

  dispose(): void {
    for (const [name, { looks }] of this.#entries) {
      looks.whenGone.delete(this.#forget);
      this.#remove(name);
    }
  }

  /** Puts a picture at the end, with its features if they are worth keeping. */
  #use(name: string, { looks, atOnce }: Memory, features: tf.Tensor2D): void {
    const entry = this.#entries.get(name);
    this.#entries.delete(name);
    if (entry?.features) {
      this.#entries.set(name, entry);
      return;
    }
    const keeps = entry !== undefined || atOnce;
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

function keyOf(looks: Looks, picture: string): string {
  return `${looks.id} ${picture}`;
}

/** Rows that the vision tower makes of a tile. */
function patchesOf({ vision }: Idefics3Config): number {
  return Math.floor(vision.imageSize / vision.patchSize) ** 2;
}
