/**
 * How the pictures look. The scene at an address is the same in every domain; only the drawing differs, so a model
 * can be measured on the same scenes with and without the shift.
 */
export interface Domain {
  readonly name: 'clean' | 'shifted';
  /** How far the look has moved, in percent: at 1 it is nearly clean, at 100 dark, noisy and pale. */
  readonly strength: number;
}

/** Plain light background, saturated colours. */
export const CLEAN: Domain = { name: 'clean', strength: 0 };

/** Strength of the shift at which self-play is shown by default. */
const DEFAULT_SHIFT = 50;

/** Dark textured noisy background, desaturated and rotated colours; `strength` is a whole number from 1 to 100. */
export function shifted(strength: number = DEFAULT_SHIFT): Domain {
  if (!Number.isInteger(strength) || strength < 1 || strength > 100) {
    throw new RangeError(`The shift strength is ${strength}; give a whole number from 1 to 100.`);
  }
  return { name: 'shifted', strength };
}

/** Reads `clean`, `shifted` or `shifted-35`; undefined when the text names no domain. */
export function domainNamed(text: string): Domain | undefined {
  if (text === 'clean') return CLEAN;
  if (text === 'shifted') return shifted();
  const strength = Number(/^shifted-(\d{1,3})$/.exec(text)?.[1] ?? Number.NaN);
  return strength >= 1 && strength <= 100 ? shifted(strength) : undefined;
}

/** The name that `domainNamed` reads back. */
export function domainText(domain: Domain): string {
  return domain.name === 'clean' ? 'clean' : `shifted-${domain.strength}`;
}
