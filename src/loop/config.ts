import { VisplayError } from '../errors.ts';
import { keysOf, type ChoiceField, type Field, type NumberField } from './field.ts';
import { fields } from './fields.ts';

export type ConfigKey = keyof typeof fields;
type ValueOf<F> = F extends NumberField ? number : F extends ChoiceField<infer V> ? V : boolean;
export type Config = { readonly [K in ConfigKey]: ValueOf<(typeof fields)[K]> };
export type ConfigDifference = Partial<Config>;

export const configKeys: readonly ConfigKey[] = keysOf(fields);
const isConfigKey = (key: string): key is ConfigKey => Object.hasOwn(fields, key);
const isConfig = (values: Readonly<Record<string, unknown>>): values is Config =>
  configKeys.every((key) => Object.hasOwn(values, key));

function defaults(): Config {
  const values = Object.fromEntries(configKeys.map((key) => [key, fields[key].default]));
  if (!isConfig(values)) throw new Error('A setting has no default.');
  return values;
}

export const defaultConfig: Config = defaults();

const field = (key: ConfigKey): Field => fields[key];

/** What values a setting takes, for an error or a hint. */
export function rangeOf(key: ConfigKey): string {
  const it = field(key);
  if (it.kind === 'switch') return 'true or false';
  if (it.kind === 'choice') return `one of ${it.values.join(', ')}`;
  return `${it.integer ? 'a whole number' : 'a number'} from ${it.min} to ${it.max}`;
}

/**
 * One value from a flag, a URL or a text field.
 * @throws VisplayError `unknown-setting` for a key that does not exist, `setting-range` for a value outside its range.
 */
export function parseSetting(key: string, text: string): ConfigDifference {
  if (!isConfigKey(key)) {
    const near = configKeys.filter(
      (known) => known.endsWith(`.${key.split('.').at(-1)}`) || known.startsWith(key),
    );
    const hint =
      near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `The settings are ${configKeys.join(', ')}.`;
    throw new VisplayError('unknown-setting', `There is no setting "${key}".`, hint);
  }
  const value = valueFrom(field(key), text.trim());
  if (value === null) {
    throw new VisplayError('setting-range', `"${text}" is no value for ${key}.`, `It takes ${rangeOf(key)}.`);
  }
  return { [key]: value };
}

function valueFrom(it: Field, text: string): number | string | boolean | null {
  if (it.kind === 'switch') return text === 'true' ? true : text === 'false' ? false : null;
  if (it.kind === 'choice') return it.values.includes(text) ? text : null;
  const number = Number(text);
  const fits = text !== '' && Number.isFinite(number) && number >= it.min && number <= it.max;
  return fits && (!it.integer || Number.isInteger(number)) ? number : null;
}

/** Settings that are gone: runs that were stored with them are still read, without them. */
const retired: ReadonlySet<string> = new Set(['reasoner.correctedShare']);

/** What runs did that were stored before a setting was there, where that is not its default today. */
const formerly: ConfigDifference = {
  'silver.evenVerdicts': false,
  'reasoner.averagedShare': 0,
  'reasoner.towardsBase': 0,
};

/**
 * The configuration of a run that was stored, by this version or an older one; every value is checked as a typed one is.
 * @throws VisplayError as `parseSetting`
 */
export function storedConfig(stored: Readonly<Record<string, unknown>>): Config {
  const settings = Object.entries(stored)
    .filter(([key]) => !retired.has(key))
    .map(([key, value]) => parseSetting(key, String(value)));
  return Object.assign({ ...defaultConfig, ...formerly }, ...settings);
}

/** The settings in which `config` differs from `from`. */
export function differenceFrom(config: Config, from: Config): ConfigDifference {
  return Object.fromEntries(
    configKeys.filter((key) => config[key] !== from[key]).map((key) => [key, config[key]]),
  );
}
