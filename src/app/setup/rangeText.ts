import type { ConfigKey } from '../../loop/config.ts';
import type { Field } from '../../loop/field.ts';
import { fields } from '../../loop/fields.ts';
import { laterStrings } from '../../ui/laterStrings.ts';

/** What a setting takes, in the language of the page. */
export function rangeText(key: ConfigKey): string {
  const field: Field = fields[key];
  const words = laterStrings.setup.ranges;
  if (field.kind === 'switch') return words.switch;
  if (field.kind === 'choice') return words.choice(field.values.join(', '));
  return words[field.integer ? 'whole' : 'number'](field.min, field.max);
}
