import { expect, test } from 'vitest';
import { murmur3x86x128, pictureId } from './pictureId.ts';

test('MurmurHash3 x86_128 gives the verification value of SMHasher', () => {
  // SMHasher KeysetTest.cpp, VerificationTest: keys {}, {0}, {0,1}, ... with seed 256 - n, then the hash of all hashes.
  const key = Uint8Array.from({ length: 256 }, (_, i) => i);
  const hashes = new Uint32Array(256 * 4);
  for (let n = 0; n < 256; n++) hashes.set(murmur3x86x128(key.subarray(0, n), 256 - n), n * 4);
  expect(murmur3x86x128(new Uint8Array(hashes.buffer), 0)[0]).toBe(0xb3ece62a);
});

test('the same pixels have the same id, wherever they lie in memory', () => {
  const rgb = Uint8Array.from({ length: 4 * 3 * 3 }, (_, i) => i * 7);
  const shifted = new Uint8Array(rgb.length + 1);
  shifted.set(rgb, 1);
  expect(pictureId(4, shifted.subarray(1))).toBe(pictureId(4, rgb));
  expect(pictureId(4, rgb)).toMatch(/^[0-9a-f]{32}$/);
});

test('one changed byte or another shape is another id', () => {
  const rgb = new Uint8Array(4 * 3 * 3);
  const changed = rgb.slice();
  changed[35] = 1;
  expect(new Set([pictureId(4, rgb), pictureId(3, rgb), pictureId(4, changed)]).size).toBe(3);
});
