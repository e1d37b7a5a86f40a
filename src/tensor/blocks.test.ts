import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { blockRows, fitsEighths, packEighths, unpackEighths } from './eighths.ts';
import { gatedLinear } from './gatedLinear.ts';
import { fitsFourBits, packFourBits, unpackFourBits } from './fourBits.ts';
import {
  eighthsFrom,
  formatOf,
  fourBitsFrom,
  heightOf,
  packHalves,
  unpackHalves,
  widthOf,
} from './halves.ts';
import { linear } from './linear.ts';
import { packedLinear } from './packedLinear.ts';
import { numbers, relativeError } from './reference.ts';
import { Tape } from './tape.ts';
import { describeBackends } from './testing.ts';

it('rounds every weight to half a step of its block, and by less than a half of 127th of the largest', () => {
  const [rows, columns] = [96, 12];
  const turned = numbers(1, rows * columns).map((value, i) => value * 10 ** ((i % 7) - 3));
  turned.fill(0, 0, blockRows);
  const back = unpackEighths(packEighths(turned, rows, columns), rows, columns);
  let worst = 0;
  for (let start = 0; start < turned.length; start += blockRows) {
    const largest = Math.max(...turned.subarray(start, start + blockRows).map(Math.abs));
    for (let i = start; i < start + blockRows; i++)
      worst = Math.max(worst, largest === 0 ? Math.abs(back[i]!) : Math.abs(back[i]! - turned[i]!) / largest);
  }
  // The scale is a bfloat16 of 8 places, rounded up: a step is up to 1 + 2^-7 times a 127th.
  expect(worst).toBeLessThanOrEqual(((1 + 2 ** -7) / 127 / 2) * (1 + 1e-6));
  expect(worst).toBeGreaterThan(0.5 / 127 / 2);
  expect(back.subarray(0, blockRows).every((value) => value === 0)).toBe(true);
  // Packing what was unpacked loses nothing more.
  expect(unpackEighths(packEighths(back, rows, columns), rows, columns).length).toBe(back.length);
  expect(fitsEighths(48, 12)).toBe(false);
  expect(() => packEighths(turned.subarray(0, 48 * 12), 48, 12)).toThrow('cannot be packed in 8 bits');
});

it('rounds every weight to half a step of its block in 4 bits, and the largest of the other sign by one', () => {
  const [rows, columns] = [96, 16];
  const turned = numbers(1, rows * columns).map((value, i) => value * 10 ** ((i % 7) - 3));
  turned.fill(0, 0, blockRows);
  // A block whose largest are of both signs.
  turned.fill(0.1, blockRows, 2 * blockRows);
  turned.set([1, -1], blockRows);
  const back = unpackFourBits(packFourBits(turned, rows, columns), rows, columns);
  let worst = 0;
  for (let start = blockRows; start < turned.length; start += blockRows) {
    const largest = Math.max(...turned.subarray(start, start + blockRows).map(Math.abs));
    // The step is a bfloat16 of 8 places, away from zero: up to 1 + 2^-7 times an eighth of the largest.
    const step = (largest / 8) * (1 + 2 ** -7) * (1 + 1e-6);
    for (let i = start; i < start + blockRows; i++) {
      const error = Math.abs(back[i]! - turned[i]!);
      // Seven steps are the most on the side where the largest is not.
      expect(error).toBeLessThanOrEqual(
        Math.abs(turned[i]!) > 7.5 * (step / (1 + 2 ** -7)) ? step : step / 2,
      );
      worst = Math.max(worst, error / largest);
    }
  }
  expect(worst).toBeGreaterThan(1 / 16 - 0.01);
  expect(back.subarray(0, blockRows).every((value) => value === 0)).toBe(true);
  expect(back[blockRows]).toBeCloseTo(1, 2);
  expect([fitsFourBits(48, 16), fitsFourBits(64, 12), fitsFourBits(64, 24)]).toEqual([false, false, true]);
  expect(() => packFourBits(turned, 96, 12)).toThrow('cannot be packed in 4 bits');
});

interface Format {
  readonly name: 'q8' | 'q4';
  readonly from: (turned: Float32Array, rows: number, columns: number) => tf.Tensor2D;
  readonly asHeld: (turned: Float32Array, rows: number, columns: number) => Float32Array;
  /** columns of the smallest matrix that the format holds and no power of two */
  readonly narrow: number;
  readonly cases: readonly Case[];
}

interface Case {
  readonly name: string;
  readonly rows: number;
  readonly inner: number;
  readonly widths: readonly number[];
  readonly apply: (tape: Tape | null, x: tf.Tensor2D, weights: readonly tf.Tensor2D[]) => tf.Tensor2D;
}

const one = (rows: number, inner: number, width: number): Case => ({
  name: `linear [${rows}, ${inner}] x [${inner}, ${width}]`,
  rows,
  inner,
  widths: [width],
  apply: (tape, x, [w]) => linear(tape, x, w!),
});
const beside = (rows: number, inner: number, widths: readonly number[]): Case => ({
  name: `[${rows}, ${inner}] into ${widths.join(', ')}`,
  rows,
  inner,
  widths,
  apply: (tape, x, weights) => packedLinear(tape, x, weights, null),
});
const gate = (rows: number, inner: number, width: number): Case => ({
  name: `gated [${rows}, ${inner}] x [${inner}, ${width}]`,
  rows,
  inner,
  widths: [width, width],
  apply: (tape, x, [a, b]) => gatedLinear(tape, x, a!, b!),
});

// Strips and tiles, short and long sums.
const formats: readonly Format[] = [
  {
    name: 'q8',
    from: eighthsFrom,
    asHeld: (turned, rows, columns) => unpackEighths(packEighths(turned, rows, columns), rows, columns),
    narrow: 20,
    cases: [
      one(1, 96, 20),
      one(8, 2080, 36),
      one(70, 64, 452),
      beside(2, 96, [96, 32, 36]),
      beside(81, 32, [68, 36, 36]),
      gate(3, 64, 52),
      gate(90, 96, 72),
    ],
  },
  {
    name: 'q4',
    from: fourBitsFrom,
    asHeld: (turned, rows, columns) => unpackFourBits(packFourBits(turned, rows, columns), rows, columns),
    narrow: 24,
    cases: [
      one(1, 96, 24),
      one(8, 2080, 40),
      one(70, 64, 456),
      beside(2, 96, [96, 32, 40]),
      beside(81, 32, [72, 40, 40]),
      gate(3, 64, 56),
      gate(90, 96, 72),
    ],
  },
];

describeBackends(
  'matrices in blocks',
  (_backend, device) => {
    it.each(formats)(
      'come back from the device as they were packed: $name',
      async ({ name, from, asHeld, narrow }) => {
        const turned = numbers(3, 64 * narrow);
        const packed = from(turned, 64, narrow);
        expect([formatOf(packed), heightOf(packed), widthOf(packed)]).toEqual([name, 64, narrow]);
        const restored = tf.tidy(() => tf.transpose(unpackHalves(packed)));
        expect(await device().readFloats(restored)).toEqual(asHeld(turned, 64, narrow));
        tf.dispose([packed, restored]);
      },
    );

    const cases = formats.flatMap(({ cases: own, ...format }) =>
      own.map((each) => ({ ...format, each, what: each.name })),
    );
    it.each(cases)(
      '$name, $what: as the same weights in float32, and so is the gradient of x',
      async ({ from, each }) => {
        const { rows, inner, widths } = each;
        const x = tf.tensor2d(numbers(1, rows * inner), [rows, inner]);
        const packed = widths.map((width, i) => from(numbers(2 + i, inner * width), inner, width));
        const whole = packed.map((matrix) => unpackHalves(matrix));
        // Beside one of 16 bits, where there are several.
        const mixed = [...packed.slice(0, -1), packHalves(whole.at(-1)!, 'f16')];
        const exact = [...whole.slice(0, -1), unpackHalves(mixed.at(-1)!)];
        for (const [held, plain] of [
          [packed, whole],
          [mixed, exact],
        ] as const) {
          const [y, dx] = gradientOf(each, x, held);
          const [wantedY, wantedDx] = gradientOf(each, x, plain);
          for (const [found, wanted] of [
          [y, wantedY],
          [dx, wantedDx],
        ] as const)
          expect(relativeError(await device().readFloats(found), await device().readFloats(wanted))).toBeLessThan(1e-6); // prettier-ignore
          tf.dispose([y, dx, wantedY, wantedDx]);
        }
        tf.dispose([x, ...packed, ...whole, ...mixed, ...exact]);
      },
    );
  },
  ['webgpu'],
);

/** The result, and the gradient of x for the gradient that is the result itself. */
function gradientOf(
  { apply }: Case,
  x: tf.Tensor2D,
  weights: readonly tf.Tensor2D[],
): readonly [tf.Tensor, tf.Tensor] {
  return tf.tidy(() => {
    const tape = new Tape();
    const dx: tf.Tensor[] = [];
    tape.watch(x, (gradient) => dx.push(tf.keep(gradient)));
    const y = apply(tape, x, weights);
    const kept = tf.keep(tf.clone(y));
    tape.backward(y, kept);
    return [kept, dx[0]!] as const;
  });
}
