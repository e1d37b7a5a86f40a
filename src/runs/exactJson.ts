/** JSON that keeps NaN and infinities, as the words that the event schema reads back. */
export function stringifyExact(value: unknown, space?: number): string {
  return JSON.stringify(
    value,
    (_, it: unknown) => (typeof it === 'number' && !Number.isFinite(it) ? String(it) : it),
    space,
  );
}
