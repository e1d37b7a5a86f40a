/**
 * The content of the last `\boxed{...}`, trimmed, braces matched by depth. Null when there is no box or the last one
 * does not close (the official code turns both into the string "None"); an empty box gives an empty string.
 */
export function boxed(text: string): string | null {
  const opening = '\\boxed{';
  const start = text.lastIndexOf(opening);
  if (start < 0) return null;
  const from = start + opening.length;
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return text.slice(from, at).trim();
  }
  return null;
}
