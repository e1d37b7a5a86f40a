/** Rows drawn above and below what is seen, so that a quick scroll shows no gap. */
const SPARE = 8;

/** Which of `count` rows of equal height lie within the seen part of a list: from `first` up to, not with, `end`. */
export function rowsWithin(
  scrolled: number,
  seen: number,
  height: number,
  count: number,
): { readonly first: number; readonly end: number } {
  const first = Math.max(0, Math.min(count, Math.floor(scrolled / height)) - SPARE);
  return { first, end: Math.min(count, Math.ceil((scrolled + seen) / height) + SPARE) };
}

/** Where to scroll so that a row is seen; null where it is seen already. */
export function scrollTo(row: number, scrolled: number, seen: number, height: number): number | null {
  const top = row * height;
  if (top < scrolled) return top;
  return top + height > scrolled + seen ? top + height - seen : null;
}
