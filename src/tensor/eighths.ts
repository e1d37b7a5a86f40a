/*
 * A frozen matrix [rows, columns] may be held in about 8 bits a weight: signed bytes, and a scale for every block of 32
 * rows of a column. They lie in one int32 tensor [rows + rows / 16, columns / 4]: four bytes of neighbouring columns to a
 * number, and below them, for each block of rows, two rows of scales, two bfloat16 to a number. Kernels take them as the
 * right operand of products and compute in float32, so that what is lost is lost once, by rounding weights.
 */

import { bfloatBeyond, valueOfBfloat } from './bfloat.ts';

/** Rows of a column that share a scale. */
export const blockRows = 32;

/** Whether a matrix of so many rows and columns can be held so. */
export function fitsEighths(rows: number, columns: number): boolean {
  return rows % blockRows === 0 && columns % 4 === 0;
}

/** Rows of the matrix that a tensor of so many rows holds, and the reverse. */
export const rowsOfEighths = (stored: number): number => (stored / 17) * 16;
export const storedRows = (rows: number): number => (rows / 16) * 17;

/**
 * Packs a matrix that lies as [columns, rows], as checkpoints hold linears: bytes are the nearest multiples of the
 * scale, the largest of a block at most 127.
 */
export function packEighths(turned: Float32Array, rows: number, columns: number): Int32Array {
  if (!fitsEighths(rows, columns))
    throw new RangeError(`A matrix of ${rows} rows and ${columns} columns cannot be packed in 8 bits.`);
  const quarter = columns / 4;
  const packed = new Int32Array(storedRows(rows) * quarter);
  for (let column = 0; column < columns; column++) {
    const at = column >> 2;
    const shift = 8 * (column & 3);
    for (let first = 0; first < rows; first += blockRows) {
      const start = column * rows + first;
      let largest = 0;
      for (let i = 0; i < blockRows; i++) largest = Math.max(largest, Math.abs(turned[start + i]!));
      const upper = bfloatBeyond(largest / 127);
      const scale = valueOfBfloat(upper);
      if (scale === 0) continue;
      for (let i = 0; i < blockRows; i++) {
        const byte = Math.round(turned[start + i]! / scale) & 0xff;
        packed[(first + i) * quarter + at]! |= byte << shift;
      }
      const row = rows + (first / blockRows) * 2 + ((column >> 1) & 1);
      packed[row * quarter + at]! |= upper << (16 * (column & 1));
    }
  }
  return packed;
}

/** What is held, as [columns, rows] again. */
export function unpackEighths(packed: Int32Array, rows: number, columns: number): Float32Array {
  const quarter = columns / 4;
  const turned = new Float32Array(rows * columns);
  for (let column = 0; column < columns; column++) {
    const at = column >> 2;
    for (let row = 0; row < rows; row++) {
      const scales = rows + Math.floor(row / blockRows) * 2 + ((column >> 1) & 1);
      const upper = (packed[scales * quarter + at]! >>> (16 * (column & 1))) & 0xffff;
      const byte = (packed[row * quarter + at]! << (24 - 8 * (column & 3))) >> 24;
      turned[column * rows + row] = byte * valueOfBfloat(upper);
    }
  }
  return turned;
}

/** WGSL that reads four neighbours of a row of a matrix that is held so. */
export function eighthReader(name: string): string {
  return /* wgsl */ `
fn ${name}_packed(row : i32, column : i32) -> vec4<f32> {
  let width = uniforms.${name}Shape.y;
  let rows = uniforms.${name}Shape.x / 17 * 16;
  let at = column >> 2u;
  let bytes = ${name}[row * width + at];
  let scales = (rows + 2 * (row / ${blockRows})) * width + at;
  let pair = bitcast<vec2<u32>>(vec2<i32>(${name}[scales], ${name}[scales + width]));
  let four = vec4<f32>(vec4<i32>(bytes << 24u, bytes << 16u, bytes << 8u, bytes) >> vec4<u32>(24u));
  return four * bitcast<vec4<f32>>(vec4<u32>(pair.x << 16u, pair.x & 0xffff0000u, pair.y << 16u, pair.y & 0xffff0000u));
}`;
}
