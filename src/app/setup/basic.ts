import type { ConfigKey } from '../../loop/config.ts';
import type { Field } from '../../loop/field.ts';
import { fields } from '../../loop/fields.ts';

/** One of the six settings that stand open; the rest are under Advanced. */
export function isBasic(key: ConfigKey): boolean {
  const field: Field = fields[key];
  return field.basic === true;
}

/** Whether a setting is one that someone looks for: by its name, its key, or what it does. */
export function isSought(key: ConfigKey, sought: string): boolean {
  const { label, why } = fields[key];
  const words = sought.toLowerCase().split(/\s+/);
  const about = `${label} ${key} ${why}`.toLowerCase();
  return words.every((word) => about.includes(word));
}
