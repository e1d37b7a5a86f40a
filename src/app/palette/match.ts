/** What is searched: the label, and further words that are not shown. */
interface Searched {
  readonly label: string;
  readonly also: string;
}

/** Where a word stands in a text: at its start, at the start of a word, inside one, or nowhere. */
function place(text: string, word: string): number {
  const at = text.indexOf(word);
  if (at < 0) return 0;
  if (at === 0) return 3;
  return text.includes(` ${word}`) || text.includes(`.${word}`) ? 2 : 1;
}

/** How well a command fits; 0 where a word of the query is not in it at all. A label counts more than other words. */
function fit({ label, also }: Searched, query: string): number {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  let sum = 1;
  for (const word of words) {
    const best = Math.max(4 * place(label.toLowerCase(), word), place(also.toLowerCase(), word));
    if (best === 0) return 0;
    sum += best;
  }
  return sum;
}

/** Those that fit, the best first; equal ones keep their order, and all of them come for an empty query. */
export const matches = <T extends Searched>(all: readonly T[], query: string): readonly T[] =>
  all
    .map((one) => ({ one, score: fit(one, query) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ one }) => one);
