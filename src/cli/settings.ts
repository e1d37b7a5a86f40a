import { parseSetting, type Config, type ConfigDifference } from '../loop/config.ts';
import { isPresetName, presetConfig, presetNames } from '../loop/presets.ts';
import { usageError } from './arguments.ts';

/** The flags that make a configuration. */
export interface SettingFlags {
  readonly preset: string;
  /** `key=value` each; a later one wins. */
  readonly set: readonly string[];
  readonly rounds: string | undefined;
  readonly seed: string | undefined;
}

/**
 * The preset, changed by `--set`, then by `--rounds` and `--seed`.
 * @throws VisplayError `usage` for an unknown preset or a `--set` without `=`, `unknown-setting` or
 * `setting-range` for what a setting does not take.
 */
export function configFrom({ preset, set, rounds, seed }: SettingFlags): Config {
  if (!isPresetName(preset)) {
    throw usageError(`There is no preset "${preset}".`, `The presets are ${presetNames.join(', ')}.`);
  }
  const settings = [...set];
  if (rounds !== undefined) settings.push(`run.rounds=${rounds}`);
  if (seed !== undefined) settings.push(`run.seed=${seed}`);
  return settingsOf(settings, presetConfig(preset));
}

/** A configuration changed by `key=value` settings, the later ones winning. */
export function settingsOf(settings: readonly string[], config: Config): Config {
  return settings.reduce((changed, setting) => Object.assign(changed, settingFrom(setting)), { ...config });
}

function settingFrom(text: string): ConfigDifference {
  const at = text.indexOf('=');
  if (at >= 1) return parseSetting(text.slice(0, at).trim(), text.slice(at + 1));
  throw usageError(
    `"${text}" is no setting.`,
    'Write --set key=value, for example --set grpo.klCoefficient=0.1.',
  );
}
