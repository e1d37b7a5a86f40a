import * as tf from '@tensorflow/tfjs-core';
import type { Device } from '../tensor/device.ts';
import { formatFor, isHalves, packHalves, unpackHalves } from '../tensor/halves.ts';
import { runsPrograms } from '../tensor/program.ts';
import { asMatrix, asVector } from '../tensor/rank.ts';
import { share } from '../tensor/share.ts';
import { Looks } from './looks.ts';
import type { NamedTensor } from './safetensors.ts';

const headName = 'lm_head.weight';

/** Held as in the checkpoint: tables that are looked up by row. */
const tables = /(embed_tokens|position_embedding)\.weight$/;

/**
 * Named weights of one model on the device, which owns them.
 *
 * Names are those of transformers. Linear weights are held transposed, [in, out], and the patch convolution as
 * [channels * height * width, out], so that every product takes the fast path; `toHost` restores the layout of
 * the checkpoint.
 */
export class WeightSet {
  readonly #tensors: Map<string, tf.Tensor>;
  /** shapes of the checkpoint, by name */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /** names that training changes; every weight unless told otherwise */
  readonly trainable: ReadonlySet<string>;
  /** whether training changes the vision tower or the connector */
  readonly trainsLooks: boolean;
  #looks: Looks;

  private constructor(
    tensors: Map<string, tf.Tensor>,
    shapes: ReadonlyMap<string, readonly number[]>,
    trainable: ReadonlySet<string>,
    looks: Looks,
  ) {
    this.#tensors = tensors;
    this.shapes = shapes;
    this.trainable = trainable;
    this.trainsLooks = [...trainable].some(isLooking);
    this.#looks = looks;
  }

  /**
   * Uploads weights in the layout of a checkpoint, one at a time. Where `frozen` and on WebGPU, matrices of linears whose
   * values are halves (an F16 or BF16 checkpoint's are) are held as such, in half the memory and with the same values; what is
   * to be trained is then a clone.
   */
  static async fromHost(
    weights: AsyncIterable<NamedTensor> | Iterable<NamedTensor>,
    { frozen = false }: { readonly frozen?: boolean } = {},
  ): Promise<WeightSet> {
    const tensors = new Map<string, tf.Tensor>();
    const shapes = new Map<string, readonly number[]>();
    for await (const { name, shape, data } of weights) {
      tensors.set(name, upload(name, shape, data, frozen));
      shapes.set(name, shape);
    }
    return new WeightSet(tensors, shapes, new Set(tensors.keys()), new Looks());
  }

  /** shared with clones until the vision tower or the connector of either changes */
  get looks(): Looks {
    return this.#looks;
  }

  get names(): readonly string[] {
    return [...this.#tensors.keys()];
  }

  /** numbers in all weights together */
  get size(): number {
    return [...this.#tensors].reduce((sum, [name]) => sum + this.sizeOf(name), 0);
  }

  /** numbers in a weight */
  sizeOf(name: string): number {
    const tensor = this.#tensor(name);
    return isHalves(tensor) ? 2 * tensor.size : tensor.size;
  }

  /** bytes of all weights on the device */
  get bytes(): number {
    return [...this.#tensors.values()].reduce((sum, tensor) => sum + 4 * tensor.size, 0);
  }

  has(name: string): boolean {
    return this.#tensors.has(name);
  }

  /** Throws for a weight that is held as halves. */
  get(name: string): tf.Tensor {
    const tensor = this.#tensor(name);
    if (isHalves(tensor))
      throw new Error(
        `${name} is frozen and held as halves: take a clone of the weights to train or change it.`,
      );
    return tensor;
  }

  /** A matrix for the products of `tensor/`, which may be halves; use `get` for anything else. */
  matrix(name: string): tf.Tensor2D {
    return asMatrix(this.#tensor(name));
  }

  #tensor(name: string): tf.Tensor {
    const tensor = this.#tensors.get(name);
    if (tensor === undefined) throw new Error(`The weights lack ${name}.`);
    return tensor;
  }

  vector(name: string): tf.Tensor1D {
    return asVector(this.get(name));
  }

  /**
   * Puts a tensor, which this set then owns, in the place of a weight. Weights are replaced and never written in
   * place: clones share memory, and the WASM backend keeps a packed copy of every matrix it has multiplied with.
   */
  assign(name: string, tensor: tf.Tensor): void {
    this.get(name).dispose();
    this.#tensors.set(name, tf.keep(tensor));
    if (!isLooking(name)) return;
    this.#looks.leave();
    this.#looks = new Looks();
  }

  /**
   * A set of its own with the same weights; costs no memory until one of the two changes, except that halves which are
   * to be trained are unpacked.
   */
  clone(): WeightSet {
    return this.#copy(this.trainable);
  }

  /** A clone of which only the weights that `trains` accepts are trained. */
  training(trains: (name: string) => boolean): WeightSet {
    return this.#copy(new Set(this.names.filter(trains)));
  }

  #copy(trainable: ReadonlySet<string>): WeightSet {
    const copies = new Map<string, tf.Tensor>();
    for (const [name, tensor] of this.#tensors) {
      copies.set(name, tf.keep(trainable.has(name) ? plain(tensor) : share(tensor)));
    }
    return new WeightSet(copies, this.shapes, trainable, this.#looks.join());
  }

  dispose(): void {
    if (this.#tensors.size > 0) this.#looks.leave();
    for (const tensor of this.#tensors.values()) tensor.dispose();
    this.#tensors.clear();
  }

  /** Every weight in the layout of the checkpoint, in the order it was loaded in, one at a time. */
  async *toHost(device: Device): AsyncGenerator<NamedTensor, void, undefined> {
    for (const [name, tensor] of this.#tensors) yield await this.hostLayout(name, tensor, device);
  }

  /** A tensor laid out as this set holds `name`, such as its gradient, in the layout of the checkpoint. */
  async hostLayout(name: string, tensor: tf.Tensor, device: Device): Promise<NamedTensor> {
    const shape = this.shapes.get(name) ?? tensor.shape;
    const stored = tf.tidy(() => (isTransposed(name, shape) ? tf.transpose(plain(tensor)) : share(tensor)));
    const data = await device.readFloats(stored);
    stored.dispose();
    return { name, shape, data };
  }

  /** Euclidean distance of these weights from others, by part of the model. */
  async distance(other: WeightSet, device: Device): Promise<WeightDistance> {
    const names = this.names;
    const squares = tf.tidy(() =>
      tf.stack(
        names.map((name) =>
          tf.sum(tf.squaredDifference(plain(this.#tensor(name)), plain(other.#tensor(name)))),
        ),
      ),
    );
    const values = await device.readFloats(squares);
    squares.dispose();
    const sums = { vision: 0, connector: 0, text: 0 };
    for (const [i, name] of names.entries()) sums[partOf(name)] += values[i]!;
    const { vision, connector, text } = sums;
    return {
      vision: Math.sqrt(vision),
      connector: Math.sqrt(connector),
      text: Math.sqrt(text),
      all: Math.sqrt(vision + connector + text),
    };
  }
}

type ModelPart = 'vision' | 'connector' | 'text';

/** Euclidean norms of a difference of weights. */
export type WeightDistance = Readonly<Record<ModelPart | 'all', number>>;

/** The part of the model a weight belongs to; the head counts as text. */
function partOf(name: string): ModelPart {
  if (name.includes('.vision_model.')) return 'vision';
  return name.includes('.connector.') ? 'connector' : 'text';
}

function isLooking(name: string): boolean {
  return partOf(name) !== 'text';
}

function isTransposed(name: string, shape: readonly number[]): boolean {
  return shape.length > 1 && !tables.test(name);
}

/** Another tensor of the same numbers, on the same memory unless they are halves. */
function plain(tensor: tf.Tensor): tf.Tensor {
  return isHalves(tensor) ? unpackHalves(asMatrix(tensor)) : share(tensor);
}

function upload(name: string, shape: readonly number[], data: Float32Array, frozen: boolean): tf.Tensor {
  if (!isTransposed(name, shape)) return tf.keep(tf.tensor(data, [...shape], 'float32'));
  const [out = 1, ...rest] = shape;
  const columns = rest.reduce((a, b) => a * b, 1);
  // The head is read by kernels of its own.
  const packs = frozen && runsPrograms() && name !== headName && out % 4 === 0;
  const format = packs ? formatFor(data) : null;
  return tf.keep(
    tf.tidy(() => {
      const matrix = tf.transpose(tf.tensor2d(data, [out, columns], 'float32'));
      return format === null ? matrix : packHalves(matrix, format);
    }),
  );
}
