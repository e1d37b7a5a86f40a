import type { NumberField } from '../../loop/field.ts';

/** Positions of a slider. */
export const SLIDER_STEPS = 1000;

/** Above this ratio of the largest to the default value a linear slider could not be set. */
const WIDE = 20;

/**
 * Maps a setting to a slider and back. Ranges that span orders of magnitude are spread like v = m · (e^(k·p) − 1)
 * with the default in the middle, so that zero stays reachable; the others are linear.
 */
export function toSlider(field: NumberField, value: number): number {
  const share = (value - field.min) / (field.max - field.min);
  const bend = bendOf(field);
  const place = bend === null ? share : Math.log1p(share * Math.expm1(bend)) / bend;
  return Math.round(place * SLIDER_STEPS);
}

/** The value at a slider position, rounded to two digits, or to a whole number where the setting is one. */
export function fromSlider(field: NumberField, place: number): number {
  const bend = bendOf(field);
  const at = place / SLIDER_STEPS;
  const share = bend === null ? at : Math.expm1(bend * at) / Math.expm1(bend);
  const value = field.min + share * (field.max - field.min);
  if (place <= 0) return field.min;
  if (place >= SLIDER_STEPS) return field.max;
  const rounded = field.integer ? Math.round(value) : Number(value.toPrecision(2));
  return Math.min(field.max, Math.max(field.min, rounded));
}

/** k, such that the default lies in the middle: share(½) = 1/(e^(k/2) + 1); null for a linear slider. */
function bendOf(field: NumberField): number | null {
  const span = field.max - field.min;
  const offset = field.default - field.min;
  return offset > 0 && span / offset > WIDE ? 2 * Math.log(span / offset - 1) : null;
}
