/** What a QR code says: its data and the Reed–Solomon codewords that repair them. */

/** Error-correction codewords of a block, and blocks, by version from 1 (table 9, level M). */
const CORRECTION = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26];
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16];
const VERSIONS = CORRECTION.length;

/** Bits for the length of the text (table 3). */
const lengthBits = (version: number): number => (version < 10 ? 8 : 16);

/** All codewords that a version holds: its modules less those of the patterns, by 8. */
function codewordsIn(version: number): number {
  const alignments = version === 1 ? 0 : Math.floor(version / 7) + 2;
  const patterns = version === 1 ? 0 : 25 * alignments ** 2 - 10 * alignments - 55;
  const versionInformation = version < 7 ? 0 : 36;
  return Math.floor(((16 * version + 128) * version + 64 - patterns - versionInformation) / 8);
}

const dataIn = (version: number): number =>
  codewordsIn(version) - CORRECTION[version - 1]! * BLOCKS[version - 1]!;

/** The version that a text of so many bytes needs; null where none holds it. */
export function smallestVersion(bytes: number): number | null {
  for (let version = 1; version <= VERSIONS; version++) {
    if (4 + lengthBits(version) + 8 * bytes <= 8 * dataIn(version)) return version;
  }
  return null;
}

/** Mode, length, bytes, terminator, and padding to the full capacity. */
export function dataCodewords(bytes: Uint8Array, version: number): readonly number[] {
  const bits = [0, 1, 0, 0, ...binary(bytes.length, lengthBits(version))];
  for (const byte of bytes) bits.push(...binary(byte, 8));
  const capacity = 8 * dataIn(version);
  bits.push(...binary(0, Math.min(4, capacity - bits.length)));
  while (bits.length % 8 !== 0) bits.push(0);
  const words: number[] = [];
  for (let at = 0; at < bits.length; at += 8)
    words.push(bits.slice(at, at + 8).reduce((word, bit) => 2 * word + bit, 0));
  for (let pad = 0xec; words.length < capacity / 8; pad ^= 0xec ^ 0x11) words.push(pad);
  return words;
}

const binary = (value: number, length: number): number[] =>
  Array.from({ length }, (_, at) => (value >> (length - 1 - at)) & 1);

/** Powers of 2 in the field of 256 elements of x⁸ + x⁴ + x³ + x² + 1, and their logarithms. */
const powers = new Uint8Array(255);
const logarithms = new Uint8Array(256);
for (let exponent = 0, value = 1; exponent < 255; exponent++) {
  powers[exponent] = value;
  logarithms[value] = exponent;
  value = (value << 1) ^ (value > 127 ? 0x11d : 0);
}
const times = (a: number, b: number): number =>
  a === 0 || b === 0 ? 0 : powers[(logarithms[a]! + logarithms[b]!) % 255]!;

/** The Reed–Solomon remainder of a block. */
export function correctionCodewords(block: readonly number[], count: number): readonly number[] {
  let divisor = [1];
  for (let root = 0; root < count; root++) {
    const shifted = [...divisor, 0];
    divisor = shifted.map((one, at) => one ^ times(divisor[at - 1] ?? 0, powers[root]!));
  }
  const remainder = Array.from({ length: count }, () => 0);
  for (const word of block) {
    const factor = word ^ remainder.shift()!;
    remainder.push(0);
    for (let at = 0; at < count; at++) remainder[at]! ^= times(divisor[at + 1]!, factor);
  }
  return remainder;
}

/** Data and correction codewords of all blocks, taken in turns. The later blocks are one longer where it does not divide. */
export function interleaved(data: readonly number[], version: number): readonly number[] {
  const [blocks, count] = [BLOCKS[version - 1]!, CORRECTION[version - 1]!];
  const short = Math.floor(data.length / blocks);
  const shortBlocks = blocks - (data.length % blocks);
  const split = Array.from({ length: blocks }, (_, block) => {
    const from = block * short + Math.max(0, block - shortBlocks);
    return data.slice(from, from + short + (block < shortBlocks ? 0 : 1));
  });
  const corrections = split.map((block) => correctionCodewords(block, count));
  return [...inTurns(split, short + 1), ...inTurns(corrections, count)];
}

const inTurns = (all: readonly (readonly number[])[], length: number): number[] =>
  Array.from({ length }, (_, at) => all.flatMap((block) => block[at] ?? [])).flat();
