import { COLOURS, EVERYDAY, isShape, type Kind, NOUNS, type Noun, type Side, SIDES } from './lexicon.ts';

/**
 * What stands just beside what, as a combination: a circle (in any colour) just left of something red, a cat just above
 * a tree. A few combinations are kept for the split `unseen`: pictures and questions of the other splits never show or
 * name one of them, though they are full of the same things, colours and relations apart from each other.
 */
export interface Combination {
  readonly noun: Noun;
  readonly side: Side;
  /** The other one's colour if it is a shape, else its name. */
  readonly tone: string;
}

const TONES: readonly string[] = [...COLOURS, ...EVERYDAY];

/** Of 100 combinations, about how many are kept apart. */
const KEPT_PERCENT = 3;

export function isKeptApart({ noun, side, tone }: Combination): boolean {
  const place =
    (NOUNS.indexOf(noun) * SIDES.length + SIDES.indexOf(side)) * TONES.length + TONES.indexOf(tone);
  // Knuth's multiplicative hash: neighbours fall far apart.
  return (Math.imul(place + 1, 2654435761) >>> 0) % 100 < KEPT_PERCENT;
}

/** All combinations that are kept apart. */
export const KEPT_APART: readonly Combination[] = NOUNS.flatMap((noun) =>
  SIDES.flatMap((side) => TONES.map((tone): Combination => ({ noun, side, tone }))),
).filter(isKeptApart);

const OPPOSITE: Record<Side, Side> = {
  'left of': 'right of',
  'right of': 'left of',
  above: 'below',
  below: 'above',
};

/** What is said when `a` is on that side of `b`: read from either end. Kinds without a name or a colour say nothing. */
export function combinationsOf(a: Kind, side: Side, b: Kind): Combination[] {
  return [...oneWay(a, side, b), ...oneWay(b, OPPOSITE[side], a)];
}

function oneWay({ noun }: Kind, side: Side, other: Kind): Combination[] {
  const tone = isShape(other.noun) || other.noun === 'shape' ? other.colour : other.noun;
  if (noun === 'thing' || noun === 'shape' || tone === undefined || tone === 'thing') return [];
  return [{ noun, side, tone }];
}
