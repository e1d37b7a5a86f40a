import type { Merge } from '../../rewards/cluster.ts';

/** One bracket of a dendrogram: two branches that meet at a distance. Places are leaves in drawing order, from 0. */
export interface Bracket {
  readonly from: number;
  readonly to: number;
  readonly fromDistance: number;
  readonly toDistance: number;
  readonly distance: number;
}

/** The leaves in an order in which no branches cross, and the brackets over them. */
export function dendrogram(
  merges: readonly Merge[],
  leaves: number,
): { readonly order: readonly number[]; readonly brackets: readonly Bracket[] } {
  const below = (node: number): number[] => {
    if (node < leaves) return [node];
    const merge = merges[node - leaves];
    return merge === undefined ? [] : [...below(merge.left), ...below(merge.right)];
  };
  const order =
    merges.length === 0
      ? Array.from({ length: leaves }, (_, leaf) => leaf)
      : below(leaves + merges.length - 1);
  const middle = new Map(order.map((leaf, place) => [leaf, { place, distance: 0 }]));
  const brackets = merges.flatMap(({ left, right, distance }, at): Bracket[] => {
    const [one, other] = [middle.get(left), middle.get(right)];
    if (one === undefined || other === undefined) return [];
    middle.set(leaves + at, { place: (one.place + other.place) / 2, distance });
    return [
      { from: one.place, to: other.place, fromDistance: one.distance, toDistance: other.distance, distance },
    ];
  });
  return { order, brackets };
}
