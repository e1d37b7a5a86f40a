const bits = new DataView(new ArrayBuffer(4));

/** The upper 16 bits of the bfloat16 next to a float32, away from zero. */
export function bfloatBeyond(value: number): number {
  bits.setFloat32(0, value);
  return (bits.getUint32(0) + 0xffff) >>> 16;
}

export function valueOfBfloat(upper: number): number {
  bits.setUint32(0, upper << 16);
  return bits.getFloat32(0);
}
