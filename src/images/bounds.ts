/** How much is taken in at most; a bound that is met is always said. */
export interface IntakeBounds {
  /** Files looked at, those in archives included. */
  readonly maxFiles: number;
  /** Bytes of one file, unpacked. */
  readonly maxFileBytes: number;
  /** Bytes unpacked from all archives together. */
  readonly maxUnpackedBytes: number;
  /** Pictures held in all, earlier ones included. */
  readonly maxPictures: number;
  /** Pixels of one picture as stored; more are never decoded. */
  readonly maxPixels: number;
  /** Longest edge that is kept, px; Infinity keeps pictures as they are. */
  readonly edge: number;
  /** Bytes of pixels held in all, earlier ones included. */
  readonly maxHeldBytes: number;
}

export const intakeBounds: IntakeBounds = {
  maxPictures: 256,
  maxFiles: 20_000,
  maxFileBytes: 256e6,
  maxUnpackedBytes: 2e9,
  maxPixels: 128e6,
  edge: 1024,
  maxHeldBytes: 512e6,
};
