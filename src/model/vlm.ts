import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Picture } from '../images/picture.ts';
import { breathe } from '../tensor/breathe.ts';
import { readFloats } from '../tensor/device.ts';
import { gpuBackend } from '../tensor/gpuBackend.ts';
import { key } from '../tensor/random.ts';
import type { Idefics3Config } from './config.ts';
import { FeatureStore } from './featureStore.ts';
import { generate, type Draw } from './generate.ts';
import { addLossGradients, scoreTokens, sumsFor, type PaddedScores } from './logprobs.ts';
import {
  batchBytes,
  mostFeatures,
  mostRows,
  type BatchShape,
  type MemoryPlan,
  type Purpose,
} from './memoryEstimate.ts';
import type { Processor } from './processor.ts';
import type { Prompt } from './prompt.ts';
import { PromptStore } from './promptStore.ts';
import { readTokens } from './reading.ts';
import { stopsAt } from './stopTexts.ts';
import type { WeightSet } from './weights.ts';

/** One user turn, `[image, text]` in the chat template, and how often to answer it. */
export interface GenerateRequest {
  readonly id: string;
  /** null asks blind: the same turn without the picture */
  readonly picture: Picture | null;
  readonly text: string;
  /** completions wanted, sampled independently */
  readonly samples: number;
  /** random key of this request (`tensor/random.ts`); sample and position are folded in by the model */
  readonly key: number;
}

export interface SamplingOptions {
  readonly maxNewTokens: number;
  /** 0 is greedy */
  readonly temperature: number;
  /** 1 keeps the whole distribution */
  readonly topP: number;
  /** 0 keeps the whole vocabulary */
  readonly topK: number;
  /**
   * words that are never said, where the vocabulary has them as one token (`Vlm.canForbid`); what is drawn instead, and
   * its log-probability, are under the model without them
   */
  readonly forbiddenWords?: readonly string[];
  /**
   * texts that end a completion: it keeps the tokens up to the one that completes such a text, so that its
   * log-probabilities are those of what was drawn, and its `text` is cut before it. Special tokens count as written.
   */
  readonly stopTexts?: readonly string[];
}

export interface Completion {
  readonly requestId: string;
  /** 0 to samples - 1 */
  readonly sample: number;
  /** ids in order, with the end token when the model produced one */
  readonly tokens: readonly number[];
  /** log-probability of each token under the model itself: temperature 1, nothing cut off */
  readonly logProbs: readonly number[];
  /** decoded tokens without special ones, up to a stop text */
  readonly text: string;
  readonly finish: 'stop' | 'length';
}

/** A completion to score or to learn from; `tokens` as `Completion.tokens`. */
export interface CompletionRow {
  readonly id: string;
  readonly picture: Picture | null;
  readonly text: string;
  readonly tokens: readonly number[];
}

/** What a loss sees: tensors that live as long as the loss function runs. */
export interface TokenScores {
  /** log-probability of each token, [rows, maxCompletion], differentiable; 0 where masked */
  readonly logProbs: Tensor2D;
  /** entropy of the distribution each token was drawn from, nats, [rows, maxCompletion], differentiable; 0 where masked */
  readonly entropy: Tensor2D;
  /** 1 at tokens, 0 at padding, [rows, maxCompletion] */
  readonly mask: Tensor2D;
  /** the rows these are, in order: a slice of what was passed in when rows are taken in smaller batches */
  readonly rows: readonly CompletionRow[];
}

/** Scores of one row as plain data, one entry per token. */
export interface RowScores {
  readonly id: string;
  readonly logProbs: readonly number[];
  readonly entropy: readonly number[];
}

export interface LossGradients {
  /** sum of the loss over all batches of rows */
  readonly loss: number;
  /** gradient of that sum by weight name, laid out as the weight set holds it; the caller disposes it */
  readonly gradients: Gradients;
}

/** Tensors by weight name, owned by whoever holds the record. */
export interface Gradients {
  readonly tensors: ReadonlyMap<string, Tensor>;
  dispose(): void;
}

export interface BatchOptions {
  /** most rows that go through the model at once; memory grows with it, results do not depend on it */
  readonly rowsPerBatch?: number;
  readonly signal?: AbortSignal;
}

export interface GenerateOptions extends BatchOptions {
  /** told what a completion says so far, whenever some more of it is known */
  readonly onText?: (requestId: string, sample: number, text: string) => void;
}

/** What a model had in mind at one token of a completion; texts as the tokenizer writes them. */
export interface ReadToken {
  readonly text: string;
  /** under the model itself: temperature 1, nothing cut off */
  readonly logProb: number;
  /** the likeliest tokens at this place, the first one first */
  readonly alternatives: readonly { readonly text: string; readonly logProb: number }[];
  /** share of the attention on each place of the picture, row by row, [side * side]; empty without a picture */
  readonly attention: readonly number[];
}

/**
 * An architecture with its processor and no weights: the loop holds several weight sets (questioner, reasoner,
 * frozen base) of one `VisionLanguageModel`.
 */
export interface VisionLanguageModel {
  /** Answers every request; ordered by request, then sample. Rejects with the signal's reason when aborted. */
  generate(
    weights: WeightSet,
    requests: readonly GenerateRequest[],
    sampling: SamplingOptions,
    options?: GenerateOptions,
  ): Promise<Completion[]>;

  /** Log-probabilities and entropies of given completions, as plain data in the order of the rows. */
  score(weights: WeightSet, rows: readonly CompletionRow[], options?: BatchOptions): Promise<RowScores[]>;

  /**
   * Gradient of a loss over completions with respect to every trainable weight. `loss` is called once per
   * batch of rows and its values are added up, so it must be a sum over rows (divide by totals outside it).
   */
  gradients(
    weights: WeightSet,
    rows: readonly CompletionRow[],
    loss: (scores: TokenScores) => Scalar,
    options?: BatchOptions,
  ): Promise<LossGradients>;
}

/** How many tokens a prompt has become, for reports. */
export interface PromptSize {
  readonly promptTokens: number;
  readonly imageTokens: number;
}

export class Vlm implements VisionLanguageModel {
  readonly config: Idefics3Config;
  readonly processor: Processor;
  #prompts: PromptStore;
  #split: boolean | undefined;
  readonly #features = new FeatureStore(() => this.memory.featureBytes);
  /** what a batch may take, and how training takes it; results do not depend on it */
  memory: Pick<MemoryPlan, 'batchBytes' | 'forgets' | 'featureBytes'> = unplanned;

  /** `split` cuts pictures into tiles, or does not; left out, the checkpoint's own setting holds. */
  constructor(config: Idefics3Config, processor: Processor, { split }: { readonly split?: boolean } = {}) {
    this.config = config;
    this.processor = processor;
    this.#prompts = new PromptStore(processor, split);
    this.#split = split;
  }

  /** Whether pictures are cut into tiles; undefined leaves it to the checkpoint. */
  get split(): boolean | undefined {
    return this.#split;
  }

  /** What was seen of pictures in the other way is forgotten. */
  set split(split: boolean | undefined) {
    if (split === this.#split) return;
    this.#split = split;
    this.#prompts = new PromptStore(this.processor, split);
    this.#features.dispose();
  }

  async generate(
    weights: WeightSet,
    requests: readonly GenerateRequest[],
    sampling: SamplingOptions,
    { rowsPerBatch, signal, onText }: GenerateOptions = {},
  ): Promise<Completion[]> {
    const { tokenizer } = this.processor;
    const wanted = requests.flatMap((request) =>
      Array.from({ length: request.samples }, (_, sample) => ({ request, sample })),
    );
    const completions: Completion[] = [];
    const stops = stopsAt(tokenizer, sampling.stopTexts ?? []);
    const forbidden = (sampling.forbiddenWords ?? []).flatMap((word) => this.#idsOf(word));
    const turnOf = ({ request }: { readonly request: GenerateRequest }): Turn => ({
      picture: request.picture,
      text: request.text,
      newTokens: sampling.maxNewTokens,
    });
    for (const part of this.#batches(weights, wanted, turnOf, 'generate', rowsPerBatch)) {
      signal?.throwIfAborted();
      const turns = this.#prompts.turns();
      const draws = part.map(({ request, sample }): Draw => ({
        prompt: turns(request.picture, request.text),
        key: key(request.key, sample),
      }));
      const { look } = this.#features;
      const onTokens =
        onText &&
        ((slot: number, tokens: readonly number[]): void => {
          const { request, sample } = part[slot]!;
          onText(request.id, sample, stops.cut(tokens));
        });
      const options = {
        ...sampling,
        forbidden,
        stopIds: tokenizer.eosIds,
        isOver: stops.isOver,
        look,
        ...(signal && { signal }),
        ...(onTokens && { onTokens }),
      };
      const drawn = await generate(this.config, weights, draws, options);
      for (const [i, { request, sample }] of part.entries()) {
        const { tokens, logProbs, finish } = drawn[i]!;
        const text = stops.cut(tokens);
        completions.push({ requestId: request.id, sample, tokens, logProbs, text, finish });
      }
      await breathe();
    }
    return completions;
  }

  async score(
    weights: WeightSet,
    rows: readonly CompletionRow[],
    { rowsPerBatch, signal }: BatchOptions = {},
  ): Promise<RowScores[]> {
    const result: RowScores[] = [];
    for (const part of this.#batches(weights, rows, turnOfRow, 'score', rowsPerBatch)) {
      signal?.throwIfAborted();
      const turns = this.#prompts.turns();
      const sequences = part.map((row) => ({ prompt: turns(row.picture, row.text), tokens: row.tokens }));
      const scores = tf.tidy(() => scoreTokens(null, this.config, weights, sequences, this.#features.look));
      const values = await readFloats(scores);
      scores.dispose();
      let at = 0;
      for (const { id, tokens } of part) {
        const own = values.subarray(2 * at, 2 * (at + tokens.length));
        at += tokens.length;
        result.push({
          id,
          logProbs: Array.from(tokens, (_, i) => own[2 * i]!),
          entropy: Array.from(tokens, (_, i) => own[2 * i + 1]!),
        });
      }
      await breathe();
    }
    return result;
  }

  /**
   * What else could have been said at each token of a completion, and where the picture was attended to meanwhile.
   * Of a picture in tiles, the last one is told: it shows the whole.
   */
  async read(weights: WeightSet, row: CompletionRow, alternatives = 5): Promise<ReadToken[]> {
    const prompt = this.#prompts.turns()(row.picture, row.text);
    const { look } = this.#features;
    const read = await readTokens(this.config, weights, { prompt, tokens: row.tokens }, alternatives, look);
    const said = (id: number): string => this.processor.tokenizer.decode([id], { keepSpecialTokens: true });
    return read.map(({ id, logProb, alternatives: others, attention }) => ({
      text: said(id),
      logProb,
      alternatives: others.map((other) => ({ text: said(other.id), logProb: other.logProb })),
      attention: attention.slice(-this.config.imageSeqLen),
    }));
  }

  async gradients(
    weights: WeightSet,
    rows: readonly CompletionRow[],
    loss: (scores: TokenScores) => Scalar,
    { rowsPerBatch, signal }: BatchOptions = {},
  ): Promise<LossGradients> {
    const sums = sumsFor(weights);
    const losses: Tensor[] = [];
    try {
      for (const part of this.#batches(weights, rows, turnOfRow, 'train', rowsPerBatch)) {
        signal?.throwIfAborted();
        const turns = this.#prompts.turns();
        const sequences = part.map((row) => ({ prompt: turns(row.picture, row.text), tokens: row.tokens }));
        const lossOfPart = (scores: PaddedScores): Scalar => loss({ ...scores, rows: part });
        const how = { forgets: this.memory.forgets, look: this.#features.look };
        losses.push(addLossGradients(this.config, weights, sequences, lossOfPart, sums, how));
        await breathe();
      }
      const { tensors } = sums;
      return {
        loss: await sumOf(losses),
        gradients: {
          tensors,
          dispose: () => {
            sums.dispose();
          },
        },
      };
    } catch (error) {
      sums.dispose();
      throw error;
    } finally {
      tf.dispose(losses);
    }
  }

  /** Whether a word can be forbidden while sampling: whether it is one token. */
  canForbid(word: string): boolean {
    return this.#idsOf(word).length > 0;
  }

  /** The tokens that are this word and nothing else, with a space before it and without. */
  #idsOf(word: string): number[] {
    const { tokenizer } = this.processor;
    return [word, ` ${word}`].flatMap((text) => {
      const ids = tokenizer.encode(text);
      return ids.length === 1 ? ids : [];
    });
  }

  /** The tokens that a turn becomes. */
  promptSize(picture: Picture | null, text: string): PromptSize {
    const { ids } = this.#prompts.turns()(picture, text);
    const imageTokens = ids.filter((id) => id === this.config.imageTokenId).length;
    return { promptTokens: ids.length, imageTokens };
  }

  /** Frees what is remembered of pictures; the model can be used on. */
  dispose(): void {
    this.#features.dispose();
  }

  /** Consecutive rows that fit the memory set aside for a batch together; each prompt counts once. */
  *#batches<T>(
    { trainsTower }: WeightSet,
    rows: readonly T[],
    turnOf: (row: T) => Turn,
    purpose: Purpose,
    rowsPerBatch: number | undefined,
  ): Generator<readonly T[], void, undefined> {
    const backend = gpuBackend() === null ? 'wasm' : 'webgpu';
    const { batchBytes: room, forgets } = this.memory;
    const most = rowsPerBatch ?? mostRows[purpose];
    let batch: T[] = [];
    let prompts = new Set<Prompt>();
    let turns = this.#prompts.turns();
    let shape = nothing;
    for (const row of rows) {
      const { picture, text, newTokens } = turnOf(row);
      let prompt = turns(picture, text);
      let larger = grown(shape, newTokens, prompts.has(prompt) ? null : prompt);
      const fits = batchBytes(this.config, purpose, larger, { backend, forgets, trainsTower }) <= room;
      if (batch.length > 0 && (batch.length >= most || !fits)) {
        yield batch;
        batch = [];
        prompts = new Set();
        turns = this.#prompts.turns();
        prompt = turns(picture, text);
        larger = grown(nothing, newTokens, prompt);
      }
      batch.push(row);
      prompts.add(prompt);
      shape = larger;
    }
    if (batch.length > 0) yield batch;
  }
}

const nothing: BatchShape = { promptTokens: 0, tiles: 0, rows: 0, newTokens: 0 };

/** A batch with one more row, and its prompt unless that is there already. */
function grown(shape: BatchShape, newTokens: number, prompt: Prompt | null): BatchShape {
  return {
    promptTokens: shape.promptTokens + (prompt?.ids.length ?? 0),
    tiles: shape.tiles + (prompt?.pixels?.count ?? 0),
    rows: shape.rows + 1,
    newTokens: shape.newTokens + newTokens,
  };
}

/** What a row asks of the model, for its memory. */
interface Turn {
  readonly picture: Picture | null;
  readonly text: string;
  readonly newTokens: number;
}

function turnOfRow({ id, picture, text, tokens }: CompletionRow): Turn {
  if (tokens.length === 0) throw new RangeError(`The completion ${id} has no tokens to score.`);
  return { picture, text, newTokens: tokens.length };
}

/** Half a gigabyte for a batch where nobody plans: about what a page may take anywhere. */
const unplanned = { batchBytes: 2 ** 29, forgets: false, featureBytes: mostFeatures };

/** The sum of scalars, read at once: a GPU would stop for each. */
async function sumOf(scalars: readonly Tensor[]): Promise<number> {
  if (scalars.length === 0) return 0;
  const together = tf.stack([...scalars]);
  const values = await readFloats(together);
  together.dispose();
  return values.reduce((a, b) => a + b, 0);
}
