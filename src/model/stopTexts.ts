import type { Tokenizer } from './tokenizer.ts';

/** Texts that end a completion, as its tokens come. */
export interface Stops {
  /** whether the last token completes one of the texts; tokens before it are taken not to */
  isOver(tokens: readonly number[]): boolean;
  /** what the tokens say without special ones, up to the first of the texts */
  cut(tokens: readonly number[]): string;
}

/**
 * Watches for some texts, which may name special tokens. A text may begin and end within tokens, so it is looked for in
 * what the last tokens say: every token but a special one says at least a byte.
 */
export function stopsAt(tokenizer: Pick<Tokenizer, 'decode'>, texts: readonly string[]): Stops {
  const wanted = texts.filter((text) => text !== '');
  if (wanted.length === 0) return { isOver: () => false, cut: (tokens) => tokenizer.decode(tokens) };
  const window = Math.max(...wanted.map((text) => new TextEncoder().encode(text).length));
  const said = (tokens: readonly number[]): string => tokenizer.decode(tokens, { keepSpecialTokens: true });
  // Decoded one by one, and once each: this is asked for every token that is drawn.
  const pieces = new Map<number, string>();
  const pieceOf = (token: number): string => {
    const known = pieces.get(token);
    if (known !== undefined) return known;
    const piece = said([token]);
    pieces.set(token, piece);
    return piece;
  };
  const firstIn = (text: string): number =>
    wanted.reduce((first, stop) => {
      const at = text.indexOf(stop);
      return at >= 0 && (first < 0 || at < first) ? at : first;
    }, -1);
  return {
    isOver: (tokens) => firstIn(tokens.slice(-window).map(pieceOf).join('')) >= 0,
    cut: (tokens) => {
      // Only where it was stopped is the text cut; the tokens whose text ends before the cut are then decoded plainly.
      const at = firstIn(said(tokens));
      if (at < 0) return tokenizer.decode(tokens);
      let kept = tokens.length;
      while (kept > 0 && said(tokens.slice(0, kept)).length > at) kept -= 1;
      const rest = said(tokens.slice(0, kept + 1)).slice(0, at);
      return tokenizer.decode(tokens.slice(0, kept)) + rest.slice(said(tokens.slice(0, kept)).length);
    },
  };
}
