import { expect, it } from 'vitest';
import { brief, countIn, inLocale, fixed, megabytes, millions, percent, signed } from './figures.ts';

it('prints two digits for a glance', () => {
  expect([0.3812, 0, -1.2899, 12.34, 412.6, 0.00214, 0.000012, 2e6].map(brief)).toEqual([
    '0.38',
    '0',
    '−1.3',
    '12.3',
    '413',
    '0.0021',
    '1.2e-5',
    '2.0e+6',
  ]);
  expect(brief(Number.NaN)).toBe('–');
});

it('prints signs and shares', () => {
  expect([signed(0.774), signed(-1.291), signed(0), signed(null)]).toEqual(['+0.77', '−1.29', '+0.00', '–']);
  expect([percent(0.634), percent(undefined)]).toEqual(['63\u00a0%', '–']);
  expect(fixed(-0.5, 1)).toBe('−0.5');
});

it('prints sizes', () => {
  expect([millions(4_100_000), millions(256_000_000), millions(1_200_000_000)]).toEqual([
    '4.1 million',
    '256 million',
    '1.2 billion',
  ]);
  expect([megabytes(9_400_000), megabytes(512e6)]).toEqual(['9.4 MB', '512 MB']);
});

it('writes the decimals of a formula as people do, and parts its numbers so that they are not mistaken', () => {
  expect(inLocale('min(0.625, 1 − 0.625)')).toBe('min(0.625, 1 − 0.625)');
  countIn('de-DE');
  try {
    expect(inLocale('min(0.625, 1 − 0.625)')).toBe('min(0,625; 1 − 0,625)');
    expect(inLocale('max(0, −0.2)')).toBe('max(0; −0,2)');
    expect(inLocale('a number, or none.')).toBe('a number, or none.');
  } finally {
    countIn('en-GB');
  }
});
