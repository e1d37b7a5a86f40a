/**
 * Counter-based random numbers: every draw is a hash of what it is for, so a run repeats exactly and a
 * resumed run continues as the uninterrupted one would have. No state, no order of calls.
 *
 * The hash is PCG-RXS-M-XS on 32 bits, nested over its inputs (Jarzynski and Olano, "Hash Functions for
 * GPU Rendering", JCGT 2020). `randomWgsl` is the same arithmetic on the GPU, bit for bit.
 */

/** One round of the hash: a bijection of the unsigned 32-bit integers. */
export function pcg(value: number): number {
  const state = (Math.imul(value, 747796405) + 2891336453) >>> 0;
  const word = Math.imul((state >>> ((state >>> 28) + 4)) ^ state, 277803737) >>> 0;
  return ((word >>> 22) ^ word) >>> 0;
}

/** The hash of a key and a counter: an unsigned 32-bit integer. */
export function bits(key: number, counter: number): number {
  return pcg((key + pcg(counter)) >>> 0);
}

/**
 * Folds the names of a draw (seed, round, stage, step, prompt, sample, ...) into one unsigned 32-bit key.
 * Parts are integers up to 2^53; their order matters.
 */
export function key(...parts: number[]): number {
  let folded = 0x9e3779b9;
  for (const part of parts) {
    if (!Number.isSafeInteger(part)) throw new RangeError(`A random key is made of integers, not ${part}.`);
    const low = part >>> 0;
    const high = Math.floor(part / 4294967296) >>> 0;
    folded = bits(bits(folded, low), high);
  }
  return folded;
}

/** A key from text, for names that are not numbers (an id, a picture's hash). */
export function textKey(text: string): number {
  const parts: number[] = [text.length];
  for (let i = 0; i < text.length; i++) parts.push(text.charCodeAt(i));
  return key(...parts);
}

/** Uniform in the open interval (0, 1), in steps of 2^-23, exact in float32. */
export function uniform(key: number, counter: number): number {
  return ((bits(key, counter) >>> 9) + 0.5) * 1.1920928955078125e-7;
}

/** Uniform integer in [0, bound); the bias of the reduction is below bound / 2^32. */
export function integer(key: number, counter: number, bound: number): number {
  return Math.floor((bits(key, counter) / 4294967296) * bound);
}

/** Standard normal (Box and Muller); uses counters 2n and 2n + 1 of the key. */
export function normal(key: number, counter: number): number {
  const radius = Math.sqrt(-2 * Math.log(uniform(key, 2 * counter)));
  return radius * Math.cos(2 * Math.PI * uniform(key, 2 * counter + 1));
}

/** Standard Gumbel: argmax(logits + gumbel) is a draw from softmax(logits). */
export function gumbel(key: number, counter: number): number {
  return -Math.log(-Math.log(uniform(key, counter)));
}

/** A shuffled copy (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], key: number): T[] {
  const result = items.slice();
  for (let i = result.length - 1; i > 0; i--) {
    const j = integer(key, i, i + 1);
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}

/** `pcg`, `random_bits` and `random_uniform` in WGSL; the results equal the functions above. */
export const randomWgsl = /* wgsl */ `
fn pcg(value: u32) -> u32 {
  let state = value * 747796405u + 2891336453u;
  let word = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
  return (word >> 22u) ^ word;
}
fn random_bits(key: u32, counter: u32) -> u32 { return pcg(key + pcg(counter)); }
fn random_uniform(key: u32, counter: u32) -> f32 {
  return (f32(random_bits(key, counter) >> 9u) + 0.5) * 1.1920928955078125e-7;
}
`;
