import type { Picture } from '../../images/picture.ts';
import { sampleCollection } from '../../world/collection.ts';
import { domainNamed } from '../../world/domain.ts';

/** Draws the built-in pictures among these anew: their ids say how they are drawn. Others are left out. */
export function redrawn(ids: readonly string[]): readonly Picture[] {
  return ids.flatMap((id) => {
    const [, look, seed, start] = /^world-(.+)-pool-(\d+)-(\d+)$/.exec(id) ?? [];
    const domain = look === undefined ? undefined : domainNamed(look);
    if (domain === undefined) return [];
    return sampleCollection({ domain, count: 1, seed: Number(seed), start: Number(start) }).filter(
      (picture) => picture.id === id,
    );
  });
}
