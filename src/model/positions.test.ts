import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { positionIds } from './vision.ts';

const { sides }: { sides: Record<string, readonly (readonly number[] | null)[]> } = JSON.parse(
  readFileSync(new URL('fixtures/positions.json', import.meta.url), 'utf8'),
);

describe('positionIds', () => {
  it.each(Object.entries(sides))(
    'spreads pictures over a table of %s positions a side as torch does',
    (name, rows) => {
      const side = Number(name);
      for (const [i, columns] of rows.entries()) {
        const count = i + 1;
        // Rows and columns are counted alike; two rows of patches show both.
        const height = Math.min(2, side);
        const downward = rows[height - 1];
        if (!columns || !downward) continue;
        const grid = Float32Array.from({ length: side * side }, (_, p) =>
          Math.trunc(p / side) < height && p % side < count ? 1 : 0,
        );
        const expected = Int32Array.from(grid, (seen, p) =>
          seen === 0 ? 0 : downward[Math.trunc(p / side)]! * side + columns[p % side]!,
        );
        expect(positionIds(grid, side)).toEqual(expected);
      }
    },
  );
});
