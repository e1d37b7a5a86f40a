import { faultOf, VisplayError, type Fault } from '../../errors.ts';
import { configKeys, differenceFrom, parseSetting, type Config } from '../../loop/config.ts';
import type { BackendChoice } from '../../loop/protocol.ts';
import { isPresetName, presetConfig, presetNames, type PresetName } from '../../loop/presets.ts';

/** What a link holds: the preset, the differences from it, and what to run on. */
export interface Link {
  readonly preset: PresetName;
  readonly config: Config;
  readonly backend: BackendChoice;
  /** A Hugging Face folder to load instead of the embedded model. */
  readonly model: string | null;
  /** Name of a built-in collection; null for the first one. */
  readonly collection: string | null;
}

export const defaultPreset: PresetName = 'improved';
const backends: readonly BackendChoice[] = ['auto', 'webgpu', 'wasm'];

/** Keys of an address that say how the page is shown, not what it runs. */
const screenKeys: readonly string[] = ['embed'];

/**
 * Reads a query such as `?preset=quick&seed=7&grpo.learningRate=1e-4&backend=wasm`. What cannot be used is left out,
 * each with a sentence in `refused`; the rest applies.
 */
export function readLink(query: string): { readonly link: Link; readonly refused: readonly Fault[] } {
  const parameters = new URLSearchParams(query);
  const refused: Fault[] = [];
  const named = parameters.get('preset') ?? defaultPreset;
  const preset = isPresetName(named) ? named : defaultPreset;
  if (!isPresetName(named)) {
    refused.push({
      code: 'unknown-preset',
      said: `There is no preset "${named}".`,
      fix: `The presets are ${presetNames.join(', ')}.`,
    });
  }
  let link: Link = {
    preset,
    config: presetConfig(preset),
    backend: 'auto',
    model: parameters.get('model'),
    collection: parameters.get('collection'),
  };
  for (const [key, text] of parameters) {
    if (key === 'preset' || key === 'model' || key === 'collection' || screenKeys.includes(key)) continue;
    try {
      link = key === 'backend' ? { ...link, backend: readBackend(text) } : withSetting(link, key, text);
    } catch (thrown) {
      refused.push(faultOf(thrown));
    }
  }
  return { link, refused };
}

function readBackend(text: string): BackendChoice {
  const found = backends.find((backend) => backend === text);
  if (found !== undefined) return found;
  throw new VisplayError(
    'unknown-backend',
    `There is no backend "${text}".`,
    `It is one of ${backends.join(', ')}.`,
  );
}

const withSetting = (link: Link, key: string, text: string): Link => ({
  ...link,
  config: { ...link.config, ...parseSetting(key === 'seed' ? 'run.seed' : key, text) },
});

/** The shortest query that `readLink` reads back: empty for the defaults. Keys stand in the order of the settings. */
export function writeLink(link: Link): string {
  const parts: [string, string][] = [];
  if (link.preset !== defaultPreset) parts.push(['preset', link.preset]);
  const difference = differenceFrom(link.config, presetConfig(link.preset));
  for (const key of configKeys) {
    const value = difference[key];
    if (value !== undefined) parts.push([key === 'run.seed' ? 'seed' : key, String(value)]);
  }
  if (link.backend !== 'auto') parts.push(['backend', link.backend]);
  if (link.model !== null) parts.push(['model', link.model]);
  if (link.collection !== null) parts.push(['collection', link.collection]);
  return parts.length === 0 ? '' : `?${new URLSearchParams(parts).toString()}`;
}

/** The query of a setup with what the address says beside it: how the page is shown. */
export function withScreenKeys(query: string, search: string): string {
  const parameters = new URLSearchParams(query);
  for (const [key, value] of new URLSearchParams(search)) {
    if (screenKeys.includes(key)) parameters.set(key, value);
  }
  return parameters.size === 0 ? '' : `?${parameters.toString()}`;
}
