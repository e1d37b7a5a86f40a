/**
 * The value of a short arithmetic expression, and no more: numbers, + - * / ^, parentheses, `sqrt(..)`, `pi` and
 * single letters as unknowns. It stands where MathRuler asks sympy. Two expressions are taken as equal when they
 * agree at three places of their unknowns; a word of several letters is not a product of letters (sympy reads it so
 * and finds "on" equal to "no"), it has no value here.
 */
export function sameValue(a: string, b: string): boolean {
  const unknowns = new Set([...unknownsOf(a), ...unknownsOf(b)]);
  // As MathRuler: with more than two unknown letters it is prose, not an expression.
  if (unknowns.size > 2) return false;
  return PLACES.every((place) => {
    const left = evaluate(a, place);
    const right = evaluate(b, place);
    if (left === null || right === null) return false;
    // Rounding of a few double operations, far below what any written answer distinguishes.
    return Math.abs(left - right) <= 1e-12 * Math.max(Math.abs(left), Math.abs(right), 1e-300);
  });
}

/** The number that an expression without unknowns stands for; null for anything else. */
export function valueOf(text: string): number | null {
  return unknownsOf(text).size > 0 ? null : evaluate(text, 0);
}

const PLACES = [0.7310585786, 1.6180339887, 2.2360679775];
const NAMES: Readonly<Record<string, number>> = { pi: Math.PI };
const TOKEN = /\s*(\d+\.?\d*|\.\d+|[a-z]+|[-+*/^()])/gy;

function tokensOf(text: string): string[] | null {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  let at = 0;
  while (at < text.trimEnd().length) {
    const found = TOKEN.exec(text);
    if (found === null) return null;
    tokens.push(found[1]!);
    at = TOKEN.lastIndex;
  }
  return tokens;
}

function unknownsOf(text: string): Set<string> {
  return new Set(tokensOf(text)?.filter((token) => /^[a-z]$/.test(token)));
}

/** Recursive descent; null where the text is not an expression or the value is not finite. */
function evaluate(text: string, place: number): number | null {
  const tokens = tokensOf(text) ?? [];
  let at = 0;
  const take = (wanted: string): boolean => {
    if (tokens[at] !== wanted) return false;
    at += 1;
    return true;
  };

  function sum(): number {
    let value = product();
    for (;;) {
      if (take('+')) value += product();
      else if (take('-')) value -= product();
      else return value;
    }
  }
  function product(): number {
    let value = signed();
    for (;;) {
      if (take('*')) value *= signed();
      else if (take('/')) value /= signed();
      else if (/^[a-z(]/.test(tokens[at] ?? '')) value *= power();
      else return value;
    }
  }
  function signed(): number {
    if (take('-')) return -signed();
    return take('+') ? signed() : power();
  }
  function power(): number {
    const base = atom();
    return take('^') ? base ** signed() : base;
  }
  function atom(): number {
    if (take('(')) {
      const value = sum();
      return take(')') ? value : Number.NaN;
    }
    const token = tokens[at++];
    if (token === undefined) return Number.NaN;
    if (token === 'sqrt') return Math.sqrt(atom());
    const named = NAMES[token];
    if (named !== undefined) return named;
    if (/^[a-z]$/.test(token)) return place + token.charCodeAt(0) / 64;
    return /^[\d.]/.test(token) ? Number(token) : Number.NaN;
  }

  const value = sum();
  return at === tokens.length && Number.isFinite(value) ? value : null;
}
