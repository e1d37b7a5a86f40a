import { configKeys, type Config, type ConfigKey } from '../loop/config.ts';

/** One setting in which two runs differ. */
export interface ConfigChange {
  readonly key: ConfigKey;
  readonly from: Config[ConfigKey];
  readonly to: Config[ConfigKey];
}

/** The settings in which `to` differs from `from`, in the order of the settings. */
export function configChanges(from: Config, to: Config): ConfigChange[] {
  return configKeys
    .filter((key) => from[key] !== to[key])
    .map((key) => ({ key, from: from[key], to: to[key] }));
}

/** What tells a run from another in a line: `reward.diversity: both→none, run.seed: 1→7`; empty when nothing does. */
export function differenceCaption(from: Config, to: Config): string {
  return configChanges(from, to)
    .map((change) => `${change.key}: ${settingText(change.from)}→${settingText(change.to)}`)
    .join(', ');
}

/** The settings in which not all of `configs` agree, in the order of the settings. */
export function differingKeys(configs: readonly Config[]): ConfigKey[] {
  return configKeys.filter((key) => configs.some((config) => config[key] !== configs[0]![key]));
}

/** Switches are said as people say them. */
export function settingText(value: Config[ConfigKey]): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return String(value);
}
