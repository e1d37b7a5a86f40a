/** One row of a batch before padding. */
export interface TokenRow {
  readonly ids: ArrayLike<number>;
  /** row of the batch's picture features that the first image token takes; the others follow */
  readonly firstFeature: number;
}

/** Rows of tokens padded on the right to one length. */
export interface TokenBatch {
  readonly batch: number;
  readonly sequence: number;
  /** [batch * sequence]; padding is 0 */
  readonly ids: Int32Array;
  /** tokens of each row without padding */
  readonly lengths: readonly number[];
  /** row of the picture features for image tokens, -1 elsewhere, [batch * sequence] */
  readonly featureRows: Int32Array;
  /** 0, 1, 2, ... within each row, [batch * sequence] */
  readonly positions: Int32Array;
}

/** Pads rows to `sequence` tokens, by default the longest. Padding on the right: causal attention never sees it. */
export function tokenBatch(
  rows: readonly TokenRow[],
  imageTokenId: number,
  sequence: number = Math.max(...rows.map(({ ids }) => ids.length)),
): TokenBatch {
  const size = rows.length * sequence;
  const ids = new Int32Array(size);
  const featureRows = new Int32Array(size).fill(-1);
  for (const [r, row] of rows.entries()) {
    ids.set(row.ids, r * sequence);
    featureRows.set(featureRowsOf(row, imageTokenId), r * sequence);
  }
  return {
    batch: rows.length,
    sequence,
    ids,
    lengths: rows.map((row) => row.ids.length),
    featureRows,
    positions: Int32Array.from({ length: size }, (_, i) => i % sequence),
  };
}

/** Row of the picture features for each image token of a row, -1 elsewhere. */
export function featureRowsOf({ ids, firstFeature }: TokenRow, imageTokenId: number): Int32Array {
  let feature = firstFeature;
  return Int32Array.from(ids, (id) => (id === imageTokenId ? feature++ : -1));
}
