import { describe, expect, it } from 'vitest';
import fixture from './fixtures/codes.json' with { type: 'json' };
import { correctionCodewords, dataCodewords } from './codewords.ts';
import { qrCode, type QrCode } from './qr.ts';

const hexadecimal = (code: QrCode): string[] =>
  code.map((line) => BigInt(`0b${line.map((dark) => (dark ? 1 : 0)).join('')}`).toString(16));

describe('a QR code', () => {
  it.each(fixture.codes.map((one) => [one.version, one.mask, one] as const))(
    'equals that of another encoder: version %i, mask %i',
    (version, mask, { text, rows }) => {
      const code = qrCode(text, mask);
      expect(code).toHaveLength(17 + 4 * version);
      expect(hexadecimal(code!)).toEqual(rows);
    },
  );

  it('corrects errors with the published codewords', () => {
    // "HELLO WORLD", version 1-M, as tutorials of the standard work it out.
    const data = [32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17];
    expect(correctionCodewords(data, 10)).toEqual([196, 35, 39, 119, 235, 215, 231, 226, 93, 23]);
  });

  it('fills up with the two padding words in turn', () => {
    const words = dataCodewords(new Uint8Array([0x41]), 1);
    expect(words).toHaveLength(16);
    expect(words.slice(0, 5)).toEqual([0x40, 0x14, 0x10, 0xec, 0x11]);
  });

  it('chooses a mask by itself, and says when a text is too long', () => {
    const own = hexadecimal(qrCode('https://e.org/')!);
    const all = [0, 1, 2, 3, 4, 5, 6, 7].map((mask) => hexadecimal(qrCode('https://e.org/', mask)!));
    expect(all).toContainEqual(own);
    expect(qrCode('z'.repeat(666))).toHaveLength(97);
    expect(qrCode('z'.repeat(667))).toBeNull();
  });
});
