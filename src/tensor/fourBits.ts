/*
 * A frozen matrix [rows, columns] may be held in four and a half bits a weight: a signed number of four bits, and a scale
 * for every block of 32 rows of a column. They lie in one int32 tensor [rows + rows / 8, columns / 8]: eight numbers of
 * neighbouring columns together, and below them, for each block of rows, four rows of scales, two bfloat16 each. As with
 * 8 bits (`eighths.ts`), kernels take them as the right operand of products and compute in float32.
 */

import { bfloatBeyond, valueOfBfloat } from './bfloat.ts';
import { blockRows } from './eighths.ts';

/** Whether a matrix of so many rows and columns can be held so. */
export function fitsFourBits(rows: number, columns: number): boolean {
  return rows % blockRows === 0 && columns % 8 === 0;
}

/** Rows of the matrix that a tensor of so many rows holds, and the reverse. */
export const rowsOfFourBits = (stored: number): number => (stored / 9) * 8;
export const storedRowsOfFourBits = (rows: number): number => (rows / 8) * 9;

/**
 * Packs a matrix that lies as [columns, rows], as checkpoints hold linears. The largest of a block, of either sign, is
 * minus eight steps, so that all sixteen values are used; the others are the nearest multiples of the step.
 */
export function packFourBits(turned: Float32Array, rows: number, columns: number): Int32Array {
  if (!fitsFourBits(rows, columns))
    throw new RangeError(`A matrix of ${rows} rows and ${columns} columns cannot be packed in 4 bits.`);
  const width = columns / 8;
  const packed = new Int32Array(storedRowsOfFourBits(rows) * width);
  for (let column = 0; column < columns; column++) {
    const at = column >> 3;
    const place = column & 7;
    for (let first = 0; first < rows; first += blockRows) {
      const start = column * rows + first;
      let largest = 0;
      for (let i = 0; i < blockRows; i++) {
        const value = turned[start + i]!;
        if (Math.abs(value) > Math.abs(largest)) largest = value;
      }
      const upper = bfloatBeyond(largest / -8);
      const step = valueOfBfloat(upper);
      const row = rows + (first / blockRows) * 4 + (place >> 1);
      packed[row * width + at]! |= upper << (16 * (place & 1));
      for (let i = 0; i < blockRows; i++) {
        const nearest = step === 0 ? 0 : Math.round(turned[start + i]! / step);
        const number = Math.min(7, Math.max(-8, nearest)) + 8;
        packed[(first + i) * width + at]! |= number << (4 * place);
      }
    }
  }
  return packed;
}

/** What is held, as [columns, rows] again. */
export function unpackFourBits(packed: Int32Array, rows: number, columns: number): Float32Array {
  const width = columns / 8;
  const turned = new Float32Array(rows * columns);
  for (let column = 0; column < columns; column++) {
    const at = column >> 3;
    const place = column & 7;
    for (let row = 0; row < rows; row++) {
      const scales = rows + Math.floor(row / blockRows) * 4 + (place >> 1);
      const upper = (packed[scales * width + at]! >>> (16 * (place & 1))) & 0xffff;
      const number = ((packed[row * width + at]! >>> (4 * place)) & 15) - 8;
      turned[column * rows + row] = number * valueOfBfloat(upper);
    }
  }
  return turned;
}

/** WGSL that reads four neighbours of a row of a matrix that is held so. */
export function fourBitReader(name: string): string {
  return /* wgsl */ `
fn ${name}_packed(row : i32, column : i32) -> vec4<f32> {
  let width = uniforms.${name}Shape.y;
  let rows = uniforms.${name}Shape.x / 9 * 8;
  let at = column >> 3u;
  let half = (column >> 2u) & 1;
  let numbers = ${name}[row * width + at] >> u32(16 * half);
  let scales = (rows + 4 * (row / ${blockRows}) + 2 * half) * width + at;
  let pair = bitcast<vec2<u32>>(vec2<i32>(${name}[scales], ${name}[scales + width]));
  let four = vec4<f32>((vec4<i32>(numbers, numbers >> 4u, numbers >> 8u, numbers >> 12u) & vec4<i32>(15)) - vec4<i32>(8));
  return four * bitcast<vec4<f32>>(vec4<u32>(pair.x << 16u, pair.x & 0xffff0000u, pair.y << 16u, pair.y & 0xffff0000u));
}`;
}
