/**
 * How the pictures look. The scene at an address is the same in every domain; only the drawing differs, so a model
 * can be measured on the same scenes with and without the shift.
 */
export const SHIFTS = ['shifted', 'palette', 'texture', 'noise', 'blur', 'size', 'clutter'] as const;

export interface Domain {
  /**
   * `clean`: plain light ground, saturated colours. `shifted`: dark textured noisy ground and paler, turned colours at
   * once. The others change one thing: colours, ground, noise, sharpness, scale, or specks behind the things.
   */
  readonly name: 'clean' | (typeof SHIFTS)[number];
  /** How far the look has moved, in percent: at 1 it is nearly clean. 0 for clean. */
  readonly strength: number;
}

export const CLEAN: Domain = { name: 'clean', strength: 0 };

/** Strength of the shift at which self-play is shown by default. */
const DEFAULT_SHIFT = 55;

/** A shifted look; `strength` is a whole number from 1 to 100. */
export function shifted(
  strength: number = DEFAULT_SHIFT,
  name: Exclude<Domain['name'], 'clean'> = 'shifted',
): Domain {
  if (!Number.isInteger(strength) || strength < 1 || strength > 100) {
    throw new RangeError(`The shift strength is ${strength}; give a whole number from 1 to 100.`);
  }
  return { name, strength };
}

/** Reads `clean`, `shifted`, `shifted-35`, `noise-80` and so on; undefined when the text names no domain. */
export function domainNamed(text: string): Domain | undefined {
  if (text === 'clean') return CLEAN;
  const found = /^([a-z]+)(?:-(\d{1,3}))?$/.exec(text);
  const name = SHIFTS.find((shift) => shift === found?.[1]);
  if (found === null || name === undefined) return undefined;
  const strength = found[2] === undefined ? DEFAULT_SHIFT : Number(found[2]);
  return strength >= 1 && strength <= 100 ? shifted(strength, name) : undefined;
}

/** The name that `domainNamed` reads back. */
export function domainText(domain: Domain): string {
  return domain.name === 'clean' ? 'clean' : `${domain.name}-${domain.strength}`;
}
