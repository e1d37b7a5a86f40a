import { sameValue } from './expression.ts';

/**
 * Whether an answer equals a reference the way MathRuler's `grade_answer` judges: the same text after clean-up, or
 * element by element the same value. An empty reference equals nothing. Its quirks are kept, because the `code`
 * preset lives by them: an unreduced fraction is not the reduced one, and when exactly one side is an integer
 * (`2+3` and `5`) the pair fails. Where it asks sympy this asks `expression.ts`.
 */
export function gradesEqual(answer: string, reference: string): boolean {
  const [given, wanted] = [cleaned(answer), cleaned(reference)];
  if (wanted === '') return false;
  if (given === wanted || closedUp(answer) === closedUp(reference)) return true;
  if (given === '') return false;
  const [givenParts, wantedParts] = [elementsOf(given), elementsOf(wanted)];
  if (givenParts.length !== wantedParts.length) return false;
  if (wantedParts.length > 1 && (given[0] !== wanted[0] || given.at(-1) !== wanted.at(-1))) return false;
  return wantedParts.every((part, index) => sameElement(givenParts[index]!, part));
}

function sameElement(given: string, wanted: string): boolean {
  if (given === wanted) return true;
  if (FRACTION.test(given) && FRACTION.test(wanted)) return false;
  if (INTEGER.test(given) !== INTEGER.test(wanted)) return false;
  return sameValue(given, wanted);
}

const INTEGER = /^[-+]?\d+(?:\.0*)?$/;
const FRACTION = /^-?\d+\/-?\d+$/;

const UNITS = [
  'degree',
  'centimeter',
  'centimetre',
  'cm',
  'meter',
  'metre',
  'mile',
  'second',
  'minute',
  'hour',
  'day',
  'week',
  'month',
  'year',
  'foot',
  'feet',
  'inch',
  'yard',
];
// Whole words only: MathRuler cuts the letters out of any word, so that "today" becomes "to".
const UNIT = new RegExp(`(?<![a-z])(?:${UNITS.join('|')})(?:es|s)?(?:\\s*\\^\\s*\\d+)?(?![a-z])`, 'g');
const MAGNITUDES: Readonly<Record<string, number>> = { thousand: 3, million: 6, billion: 9, trillion: 12 };

/** One spelling for what is written in several: case, units, signs for money and percent, commas, LaTeX. */
function cleaned(text: string): string {
  let it = text.trim().toLowerCase();
  it = it
    .replace(/^\\text\s*\{([^{}]*)\}$/, '$1')
    .replace(/\\(?:text|mathrm|mathbf)\s*\{([^{}]*)\}/g, ' $1 ');
  it = it
    .replace(/\\left|\\right|\\!|\\,|\\;/g, '')
    .replace(/\\?[$%]/g, '')
    .replace(/\^\s*\\circ/g, '')
    .replace(/\\[dt]?frac\s*(\d)\s*(\d)/g, '\\frac{$1}{$2}')
    .replace(/(\d)\s*(?=\\[dt]?frac)/g, '$1+');
  it = it.replace(/\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, (_, top: string, bottom: string) =>
    INTEGER.test(top) && INTEGER.test(bottom) ? `${top}/${bottom}` : `((${top})/(${bottom}))`,
  );
  it = it.replace(/\\sqrt\s*\{([^{}]*)\}/g, 'sqrt($1)');
  it = it
    .replace(/\\cdot|\\times|×|·/g, '*')
    .replace(/\\div|÷/g, '/')
    .replace(/\\pi|π/g, 'pi')
    .replace(/−/g, '-');
  it = it.replace(/\b(thousand|million|billion|trillion)\b/g, (word) => `*10^${MAGNITUDES[word]}`);
  it = it.replace(UNIT, ' ').replace(/(\d),(?=\d{3}(?!\d))/g, '$1');
  // Meant for mixed numbers, 1 1/2 is 1+1/2; it makes 235 of the digits of "1 234".
  it = it.replace(/(\d)\s+(?=\d)/g, '$1+');
  it = it.replace(/-\s+/g, '-').replace(/[{}\s]/g, '');
  return INTEGER.test(it) ? String(Number(it)) : it;
}

/** MathRuler's first look: the same text but for spaces and the sign for degrees. */
function closedUp(text: string): string {
  return text.replace(/\s|\^\{?\\circ\}?/g, '');
}

/** The elements of a bracketed list, or the text itself; brackets around one thing fall away. */
function elementsOf(text: string): string[] {
  const inner = /^[([]([^()[\]]*)[)\]]$/.exec(text)?.[1];
  return inner === undefined || inner === '' ? [text] : inner.split(',');
}
