import { defaultConfig } from '../../loop/config.ts';
import type { RunHeader } from '../../loop/events.ts';
import { isPresetName, presetConfig, presets } from '../../loop/presets.ts';
import { differenceCaption } from '../../runs/compare.ts';

/** What tells a run from its preset, in a line; the seed is one of the settings. */
export const captionOf = ({ preset, config }: RunHeader): string =>
  differenceCaption(isPresetName(preset) ? presetConfig(preset) : defaultConfig, config);

export const presetLabel = (preset: string): string =>
  isPresetName(preset) ? presets[preset].label : preset;
