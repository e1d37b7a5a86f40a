import type { DistanceMatrix } from './distance.ts';

/** One step of the dendrogram. `left` and `right` are leaves (below n) or n + the number of an earlier merge. */
export interface Merge {
  readonly left: number;
  readonly right: number;
  /** Mean distance between the members of the two. */
  readonly distance: number;
  readonly size: number;
}

/**
 * Agglomerative clustering with average linkage: the closest two clusters become one until one is left. The merges
 * come in the order of their distance. Nearest-neighbour chains (Murtagh 1983) make it quadratic in time; ties fall as
 * in scipy's `linkage`, which scikit-learn and so the official code use.
 */
export function averageLinkage(distances: DistanceMatrix): Merge[] {
  const { size } = distances;
  const between = distances.values.slice();
  const sizes = new Int32Array(size).fill(1);
  const pairs: { a: number; b: number; distance: number }[] = [];
  const chain: number[] = [];
  while (pairs.length < size - 1) {
    if (chain.length === 0) chain.push(sizes.findIndex((members) => members > 0));
    const last = chain.at(-1)!;
    const before = chain.at(-2);
    let nearest = before ?? -1;
    let distance = before === undefined ? Number.POSITIVE_INFINITY : between[last * size + before]!;
    for (let other = 0; other < size; other++) {
      if (sizes[other] === 0 || other === last || between[last * size + other]! >= distance) continue;
      distance = between[last * size + other]!;
      nearest = other;
    }
    if (nearest !== before) {
      chain.push(nearest);
      continue;
    }
    chain.length -= 2;
    const [gone, stays] = last < nearest ? [last, nearest] : [nearest, last];
    const [goneSize, staysSize] = [sizes[gone]!, sizes[stays]!];
    pairs.push({ a: gone, b: stays, distance });
    sizes[gone] = 0;
    sizes[stays] = goneSize + staysSize;
    for (let other = 0; other < size; other++) {
      if (sizes[other] === 0 || other === stays) continue;
      const mean =
        (goneSize * between[other * size + gone]! + staysSize * between[other * size + stays]!) /
        (goneSize + staysSize);
      between[other * size + stays] = mean;
      between[stays * size + other] = mean;
    }
  }
  return inOrder(pairs, size);
}

/** Sorts the merges by distance and names clusters by the merge that made them. */
function inOrder(pairs: readonly { a: number; b: number; distance: number }[], size: number): Merge[] {
  const parent = Int32Array.from({ length: 2 * size }, (_, node) => node);
  const sizes = new Int32Array(2 * size).fill(1);
  const rootOf = (node: number): number => {
    let root = node;
    while (parent[root] !== root) root = parent[root]!;
    for (let at = node; at !== root;) [parent[at], at] = [root, parent[at]!];
    return root;
  };
  return pairs
    .toSorted((one, other) => one.distance - other.distance)
    .map(({ a, b, distance }, index) => {
      const [one, other] = [rootOf(a), rootOf(b)];
      const made = size + index;
      parent[one] = made;
      parent[other] = made;
      sizes[made] = sizes[one]! + sizes[other]!;
      return { left: Math.min(one, other), right: Math.max(one, other), distance, size: sizes[made] };
    });
}

/**
 * Clusters by cutting the dendrogram: merges below `threshold` hold. Returns a label per leaf, numbered from 0 in the
 * order in which the clusters first appear.
 */
export function cutAt(merges: readonly Merge[], leaves: number, threshold: number): number[] {
  const clusterOf = new Map<number, number[]>(Array.from({ length: leaves }, (_, leaf) => [leaf, [leaf]]));
  for (const [index, { left, right, distance }] of merges.entries()) {
    if (distance >= threshold) break;
    clusterOf.set(leaves + index, [...clusterOf.get(left)!, ...clusterOf.get(right)!]);
    clusterOf.delete(left);
    clusterOf.delete(right);
  }
  const labels = Array.from<number>({ length: leaves });
  const inOrderOfAppearance = [...clusterOf.values()].toSorted((a, b) => Math.min(...a) - Math.min(...b));
  for (const [label, members] of inOrderOfAppearance.entries())
    for (const leaf of members) labels[leaf] = label;
  return labels;
}
