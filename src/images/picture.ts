/** One decoded picture: plain bytes that every stage may read and none may write. */
export interface Picture {
  /**
   * Hash of the pixels and their shape, so that the same pixels have the same id whatever file they came from; for
   * a picture that the project drew, the address of its scene.
   */
  readonly id: string;
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** [height, width, 3], row-major sRGB bytes */
  readonly rgb: Uint8Array;
}
