/**
 * The id of a picture: MurmurHash3 x86_128 of its bytes, seeded with its width (the height follows from the
 * length). Synchronous and without `crypto.subtle`, which is missing on pages served without TLS.
 */
export function pictureId(width: number, rgb: Uint8Array): string {
  return [...murmur3x86x128(rgb, width)].map((word) => word.toString(16).padStart(8, '0')).join('');
}

const C1 = 0x239b961b;
const C2 = 0xab0e9789;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93;

/** MurmurHash3_x86_128 (Austin Appleby, public domain), as four 32-bit words. */
export function murmur3x86x128(bytes: Uint8Array, seed: number): Uint32Array {
  const blocks = Math.floor(bytes.length / 16);
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  const words = new Uint32Array(aligned.buffer, aligned.byteOffset, blocks * 4);
  let h1 = seed | 0;
  let h2 = h1;
  let h3 = h1;
  let h4 = h1;

  for (let i = 0; i < words.length; i += 4) {
    h1 ^= scramble(words[i]!, C1, 15, C2);
    h1 = Math.imul(rotate(h1, 19) + h2, 5) + 0x561ccd1b;
    h2 ^= scramble(words[i + 1]!, C2, 16, C3);
    h2 = Math.imul(rotate(h2, 17) + h3, 5) + 0x0bcaa747;
    h3 ^= scramble(words[i + 2]!, C3, 17, C4);
    h3 = Math.imul(rotate(h3, 15) + h4, 5) + 0x96cd1c35;
    h4 ^= scramble(words[i + 3]!, C4, 18, C1);
    h4 = Math.imul(rotate(h4, 13) + h1, 5) + 0x32ac3b17;
  }

  const tail = new Uint8Array(16);
  tail.set(aligned.subarray(blocks * 16));
  const rest = new Uint32Array(tail.buffer);
  h4 ^= scramble(rest[3]!, C4, 18, C1);
  h3 ^= scramble(rest[2]!, C3, 17, C4);
  h2 ^= scramble(rest[1]!, C2, 16, C3);
  h1 ^= scramble(rest[0]!, C1, 15, C2);

  const sums = new Uint32Array([h1, h2, h3, h4].map((word) => word ^ bytes.length));
  addUp(sums);
  for (let i = 0; i < 4; i++) sums[i] = avalanche(sums[i]!);
  addUp(sums);
  return sums;
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

function scramble(word: number, before: number, by: number, after: number): number {
  return Math.imul(rotate(Math.imul(word, before), by), after);
}

function addUp(words: Uint32Array): void {
  words[0] = words[0]! + words[1]! + words[2]! + words[3]!;
  for (let i = 1; i < 4; i++) words[i] = words[i]! + words[0];
}

function avalanche(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
