import * as tf from '@tensorflow/tfjs-core';
import { VisplayError } from '../errors.ts';
import type { Device } from '../tensor/device.ts';
import {
  eighthsFrom,
  formatFor,
  fourBitsFrom,
  heightOf,
  isHalves,
  packHalves,
  unpackHalves,
  widthOf,
} from '../tensor/halves.ts';
import { fitsEighths } from '../tensor/eighths.ts';
import { fitsFourBits } from '../tensor/fourBits.ts';
import { joinLowRank, type LowRank } from '../tensor/lowRank.ts';
import { runsPrograms } from '../tensor/program.ts';
import { asMatrix, asVector } from '../tensor/rank.ts';
import { countShared, share } from '../tensor/share.ts';
import { Looks } from './looks.ts';
import { adapterNames, type Adapter } from './lora.ts';
import type { NamedTensor } from './safetensors.ts';

const headName = 'lm_head.weight';

/** A matrix of an adapter: its linear, and which of the two it is. */
const adapterPart = /^(.*)\.lora_([AB])\.weight$/;

/** Held as in the checkpoint: tables that are looked up by row. */
const tables = /(embed_tokens|position_embedding)\.weight$/;

/**
 * How frozen matrices are held on a GPU: `exact` packs 16 bits a weight where that loses nothing, `8bit` rounds them to
 * about 8 bits (`tensor/eighths.ts`), `4bit` to four and a half (`tensor/fourBits.ts`). On WASM all are held in float32:
 * products there read nothing else.
 */
export type Packing = 'exact' | '8bit' | '4bit';
export const packings = ['exact', '8bit', '4bit'] as const satisfies readonly Packing[];

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
  /** whether training changes the vision tower */
  readonly trainsTower: boolean;
  /** of the adapter that is among the weights; null where there is none */
  readonly adapter: Pick<Adapter, 'rank' | 'alpha'> | null;
  #looks: Looks;
  #towerLooks: Looks;
  /** changes of linears that read the same, put together when they are first asked for */
  readonly #changes = new Map<string, LowRank>();
  /** names of what lies on the memory of another set, as far as it has not changed */
  readonly #shared: Set<string>;

  private constructor(
    tensors: Map<string, tf.Tensor>,
    shapes: ReadonlyMap<string, readonly number[]>,
    trainable: ReadonlySet<string>,
    {
      looks = new Looks(),
      towerLooks = new Looks(),
      adapter = null,
      shared = [],
    }: {
      readonly looks?: Looks;
      readonly towerLooks?: Looks;
      readonly adapter?: Pick<Adapter, 'rank' | 'alpha'> | null;
      readonly shared?: Iterable<string>;
    } = {},
  ) {
    this.#tensors = tensors;
    this.shapes = shapes;
    this.trainable = trainable;
    this.trainsLooks = [...trainable].some(isLooking);
    this.trainsTower = [...trainable].some((name) => partOf(name) === 'vision');
    this.adapter = adapter;
    this.#looks = looks;
    this.#towerLooks = towerLooks;
    this.#shared = new Set(shared);
    for (const name of this.#shared) countShared(4 * this.#tensor(name).size);
  }

  /**
   * Uploads weights in the layout of a checkpoint, one at a time. Where `frozen` and on WebGPU, matrices of linears whose
   * values are halves (an F16 or BF16 checkpoint's are) are held as such, in half the memory and with the same values; what is
   * to be trained is then a clone.
   */
  static async fromHost(
    weights: AsyncIterable<NamedTensor> | Iterable<NamedTensor>,
    { frozen = false, packing = 'exact' }: { readonly frozen?: boolean; readonly packing?: Packing } = {},
  ): Promise<WeightSet> {
    const tensors = new Map<string, tf.Tensor>();
    const shapes = new Map<string, readonly number[]>();
    for await (const { name, shape, data } of weights) {
      tensors.set(name, upload(name, shape, data, frozen ? packing : null));
      shapes.set(name, shape);
    }
    return new WeightSet(tensors, shapes, new Set(tensors.keys()));
  }

  /** shared with clones until the vision tower or the connector of either changes */
  get looks(): Looks {
    return this.#looks;
  }

  /** shared with clones until the vision tower of either changes */
  get towerLooks(): Looks {
    return this.#towerLooks;
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
    if (!isHalves(tensor)) return tensor.size;
    const matrix = asMatrix(tensor);
    return heightOf(matrix) * widthOf(matrix);
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
    this.#unshare(name);
    this.get(name).dispose();
    this.#tensors.set(name, tf.keep(tensor));
    this.#forgetChanges();
    if (!isLooking(name)) return;
    this.#looks.leave();
    this.#looks = new Looks();
    if (partOf(name) !== 'vision') return;
    this.#towerLooks.leave();
    this.#towerLooks = new Looks();
  }

  /**
   * Moves every trained weight by `share` of the way to that of another set: 0 leaves it, 1 copies. An adapter moves to
   * its base, where it has none, by the one of its matrices that starts at zero.
   */
  moveTowards(other: WeightSet, share: number): void {
    const toNone = this.adapter !== null && other.adapter === null;
    for (const name of this.trainable) {
      if (toNone && adapterPart.exec(name)?.[2] === 'A') continue;
      const from = this.get(name);
      const moved = tf.tidy(() => {
        if (toNone) return tf.mul(from, 1 - share);
        const to = other.#tensor(name);
        const target = isHalves(to) ? unpackHalves(asMatrix(to)) : to;
        return tf.add(from, tf.mul(tf.sub(target, from), share));
      });
      this.assign(name, moved);
    }
  }

  /** What the adapter adds to linears that read the same x; null where it changes none of them. This set owns it. */
  lowRank(linears: readonly string[]): LowRank | null {
    if (this.adapter === null) return null;
    const known = this.#changes.get(linears.join());
    if (known !== undefined) return known;
    const pairs = linears.map((linear) => {
      const { a, b } = adapterNames(linear);
      return this.has(a) ? { a: this.matrix(a), b: this.matrix(b) } : null;
    });
    const widths = linears.map((linear) => widthOf(this.matrix(`${linear}.weight`)));
    const change = joinLowRank(pairs, widths, this.adapter.alpha / this.adapter.rank);
    if (change === null) return null;
    tf.keep(change.a);
    tf.keep(change.b);
    this.#changes.set(linears.join(), change);
    return change;
  }

  #unshare(name: string): void {
    if (this.#shared.delete(name)) countShared(-4 * this.#tensor(name).size);
  }

  #forgetChanges(): void {
    for (const { a, b } of this.#changes.values()) tf.dispose([a, b]);
    this.#changes.clear();
  }

  /**
   * A set of the same weights, frozen, and an adapter, which alone is trained. The weights cost no memory. Anything that
   * was an adapter here is left out.
   *
   * Throws `adapter-base` where the adapter does not fit these weights.
   */
  adapted({ rank, alpha, tensors }: Adapter): WeightSet {
    const copies = new Map<string, tf.Tensor>();
    const shapes = new Map<string, readonly number[]>();
    for (const { name, shape } of tensors) this.#checkAdapter(name, shape, rank);
    for (const [name, tensor] of this.#tensors) {
      if (adapterPart.test(name)) continue;
      copies.set(name, tf.keep(share(tensor)));
      shapes.set(name, this.shapes.get(name)!);
    }
    for (const { name, shape, data } of tensors) {
      copies.set(name, upload(name, shape, data, null));
      shapes.set(name, shape);
    }
    const trainable = new Set(tensors.map(({ name }) => name));
    const shared = [...copies.keys()].filter((name) => !trainable.has(name));
    const towerLooks = this.#towerLooks.join();
    const seesSo = ![...trainable].some(isLooking);
    const looks = seesSo && this.adapter === null ? this.#looks.join() : new Looks();
    return new WeightSet(copies, shapes, trainable, { looks, towerLooks, adapter: { rank, alpha }, shared });
  }

  #checkAdapter(name: string, shape: readonly number[], rank: number): void {
    const [, linear = '', side] = adapterPart.exec(name) ?? [];
    const [outputs, inputs] = this.shapes.get(`${linear}.weight`) ?? [];
    const wanted = side === 'A' ? [rank, inputs] : [outputs, rank];
    if (inputs !== undefined && shape.join() === wanted.join()) return;
    const found = `The adapter has ${name} of shape [${shape.join(', ')}]`;
    throw new VisplayError(
      'adapter-base',
      inputs === undefined
        ? `${found}, and this model has no such linear.`
        : `${found}, and this model needs [${wanted.join(', ')}].`,
      'Load the model that the adapter was made for; its adapter_config.json names it.',
    );
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
    // Halves that are to be trained have been unpacked into memory of their own.
    const shared = this.names.filter((name) => !trainable.has(name) || !isHalves(this.#tensor(name)));
    const looks = this.#looks.join();
    const towerLooks = this.#towerLooks.join();
    const { adapter } = this;
    return new WeightSet(copies, this.shapes, trainable, { looks, towerLooks, adapter, shared });
  }

  dispose(): void {
    if (this.#tensors.size > 0) {
      this.#looks.leave();
      this.#towerLooks.leave();
    }
    for (const name of this.#shared) this.#unshare(name);
    this.#forgetChanges();
    for (const tensor of this.#tensors.values()) tensor.dispose();
    this.#tensors.clear();
  }

  /**
   * Every weight in the layout of the checkpoint, in the order it was loaded in, one at a time. An adapter is merged into
   * the weights that it changes.
   */
  async *toHost(device: Device): AsyncGenerator<NamedTensor, void, undefined> {
    for (const name of this.#tensors.keys()) {
      if (adapterPart.test(name)) continue;
      const merged = tf.tidy(() => this.#effective(name));
      const tensor = await this.hostLayout(name, merged, device);
      merged.dispose();
      yield tensor;
    }
  }

  /** The adapter in the layout of its checkpoint, one tensor at a time; nothing where there is none. */
  async *adapterToHost(device: Device): AsyncGenerator<NamedTensor, void, undefined> {
    for (const [name, tensor] of this.#tensors) {
      if (adapterPart.test(name)) yield await this.hostLayout(name, tensor, device);
    }
  }

  /** A weight with what the adapter adds to it, as numbers that are not packed. */
  #effective(name: string): tf.Tensor {
    const weight = plain(this.#tensor(name));
    const { a, b } = adapterNames(name.replace(/\.weight$/, ''));
    if (this.adapter === null || !this.has(a)) return weight;
    const change = tf.matMul(this.matrix(a), this.matrix(b));
    return tf.add(weight, tf.mul(change, this.adapter.alpha / this.adapter.rank));
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
    const names = this.names.filter((name) => !adapterPart.test(name));
    const squares = tf.tidy(() =>
      tf.stack(
        names.map((name) =>
          tf.tidy(() => tf.sum(tf.squaredDifference(this.#effective(name), other.#effective(name)))),
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

function upload(
  name: string,
  shape: readonly number[],
  data: Float32Array,
  packing: Packing | null,
): tf.Tensor {
  if (!isTransposed(name, shape)) return tf.keep(tf.tensor(data, [...shape], 'float32'));
  const [out = 1, ...rest] = shape;
  const columns = rest.reduce((a, b) => a * b, 1);
  const packs = packing !== null && runsPrograms() && isPacked(name, shape);
  if (packs && packing === '4bit' && fitsFourBits(columns, out))
    return tf.keep(fourBitsFrom(data, columns, out));
  if (packs && packing !== 'exact' && fitsEighths(columns, out))
    return tf.keep(eighthsFrom(data, columns, out));
  const format = packs ? formatFor(data) : null;
  return tf.keep(
    tf.tidy(() => {
      const matrix = tf.transpose(tf.tensor2d(data, [out, columns], 'float32'));
      return format === null ? matrix : packHalves(matrix, format);
    }),
  );
}

/** Whether a weight that is frozen is packed on a GPU, where its values or the packing allow it. */
export function isPacked(name: string, shape: readonly number[]): boolean {
  // The head is read by kernels of its own.
  return isTransposed(name, shape) && name !== headName && shape[0]! % 4 === 0;
}
