import type { ConfigKey } from '../../loop/config.ts';
import type { Field } from '../../loop/field.ts';
import { fields } from '../../loop/fields.ts';
import { inLocale } from '../../ui/figures.ts';
import { laterStrings } from '../../ui/laterStrings.ts';

const { ranges } = laterStrings.setup;

/** What a setting takes, in the language of the page; `rangeOf` says it to the command line. */
export function rangeText(name: ConfigKey): string {
  const field: Field = fields[name];
  if (field.kind === 'switch') return ranges.switch;
  if (field.kind === 'choice') return ranges.choice(field.values.join(', '));
  const [least, most] = [inLocale(String(field.min)), inLocale(String(field.max))];
  return field.integer ? ranges.whole(least, most) : ranges.number(least, most);
}
