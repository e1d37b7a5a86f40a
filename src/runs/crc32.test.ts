import { crc32 as zlibCrc32 } from 'node:zlib';
import { expect, it } from 'vitest';
import { uniform } from '../tensor/random.ts';
import { crc32 } from './crc32.ts';

const text = (it: string): Uint8Array => new TextEncoder().encode(it);

it('gives the check value of CRC-32/ISO-HDLC', () => {
  expect(crc32(text('123456789'))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array(0))).toBe(0);
});

it('equals zlib on every length around a word, at every alignment, and in parts', () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, index) => Math.floor(uniform(1, index) * 256));
  for (let from = 0; from < 5; from++) {
    for (let length = 0; length < 40; length++) {
      const part = bytes.subarray(from, from + length);
      expect(crc32(part)).toBe(zlibCrc32(part));
    }
  }
  expect(crc32(bytes.subarray(101), crc32(bytes.subarray(0, 101)))).toBe(zlibCrc32(bytes));
});
