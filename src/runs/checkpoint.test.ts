import { describe, expect, it } from 'vitest';
import { joined } from './blobFolder.ts';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import { sampleCheckpoint } from './sampleRun.ts';

const bytes = (): Uint8Array<ArrayBuffer> => joined(encodeCheckpoint(sampleCheckpoint(12)));

describe('checkpoint', () => {
  it('reads back to the last bit', () => {
    expect(decodeCheckpoint(bytes())).toEqual(sampleCheckpoint(12));
  });

  it('reads back from an odd place in a larger buffer', () => {
    const whole = bytes();
    const shifted = new Uint8Array(whole.length + 3);
    shifted.set(whole, 3);
    expect(decodeCheckpoint(shifted.subarray(3))).toEqual(sampleCheckpoint(12));
  });

  it('stores a part of a larger array and an empty one', () => {
    const floats = Float32Array.from({ length: 10 }, (_, index) => index);
    const checkpoint = {
      ...sampleCheckpoint(1),
      arrays: { part: floats.subarray(3, 5), none: new Float32Array(0) },
    };
    const { arrays } = decodeCheckpoint(joined(encodeCheckpoint(checkpoint)));
    expect(arrays).toEqual({ part: Float32Array.of(3, 4), none: new Float32Array(0) });
  });

  it('notices being cut off anywhere', () => {
    const whole = bytes();
    for (let length = 0; length < whole.length; length += 7) {
      expect(() => decodeCheckpoint(whole.slice(0, length))).toThrow(/The checkpoint is damaged/);
    }
  });

  it('notices a changed bit anywhere', () => {
    const whole = bytes();
    for (let at = 0; at < whole.length; at += 5) {
      const changed = whole.slice();
      changed[at]! ^= 16;
      expect(() => decodeCheckpoint(changed)).toThrow(/The checkpoint is damaged/);
    }
  });

  it('names a version that it does not read', () => {
    const later = joined(encodeCheckpoint(Object.assign(sampleCheckpoint(1), JSON.parse('{"version":2}'))));
    expect(() => decodeCheckpoint(later)).toThrow(/has the version 2, and only version 1/);
  });
});
