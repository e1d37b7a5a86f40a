import { faultOf, VisplayError, type Fault } from '../../errors.ts';
import { configKeys, differenceFrom, parseSetting, type Config } from '../../loop/config.ts';
import type { BackendChoice, PackingChoice } from '../../loop/protocol.ts';
import { isPart, modes, parts, type Mode, type Part } from './layout.ts';
import { isPresetName, presetConfig, presetNames, type PresetName } from '../../loop/presets.ts';

/** What a link holds: the preset, the differences from it, and what to run on. */
export interface Link {
  readonly preset: PresetName;
  readonly config: Config;
  readonly backend: BackendChoice;
  /** How a GPU holds the frozen weights of a model that is not the embedded one. */
  readonly packing: PackingChoice;
  /** What to load instead of the embedded model (`models/modelRef.ts`). */
  readonly model: string | null;
  /** Name of a built-in collection; null for the first one. */
  readonly collection: string | null;
  /** How dense the screens are. */
  readonly mode: Mode;
  /** Parts of the page that are not shown. */
  readonly hide: readonly Part[];
}

export const defaultPreset: PresetName = 'improved';
const backends: readonly BackendChoice[] = ['auto', 'webgpu', 'wasm'];

const packings: readonly PackingChoice[] = ['auto', 'exact', '8bit', '4bit'];

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
    packing: 'auto',
    model: parameters.get('model'),
    collection: parameters.get('collection'),
    mode: 'explore',
    hide: [],
  };
  for (const [key, text] of parameters) {
    if (key === 'preset' || key === 'model' || key === 'collection' || screenKeys.includes(key)) continue;
    try {
      if (key === 'backend') link = { ...link, backend: readBackend(text) };
      else if (key === 'pack') link = { ...link, packing: readPacking(text) };
      else if (key === 'mode') link = { ...link, mode: readMode(text) };
      else if (key === 'hide') link = { ...link, hide: readHide(text, refused) };
      else link = withSetting(link, key, text);
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

function readPacking(text: string): PackingChoice {
  const found = packings.find((packing) => packing === text);
  if (found !== undefined) return found;
  throw new VisplayError(
    'unknown-packing',
    `There is no packing "${text}".`,
    `It is one of ${packings.join(', ')}.`,
  );
}

function readMode(text: string): Mode {
  const found = modes.find((mode) => mode === text);
  if (found !== undefined) return found;
  throw new VisplayError('unknown-mode', `There is no mode "${text}".`, `It is one of ${modes.join(', ')}.`);
}

/** What is known is hidden; what is not is refused by name. */
function readHide(text: string, refused: Fault[]): readonly Part[] {
  // A part may be written with the one that it is in: `setup.advanced`.
  const named = text.split(',').flatMap((name) => name.split('.').at(-1) || []);
  for (const name of named.filter((one) => !isPart(one))) {
    refused.push({
      code: 'unknown-part',
      said: `The page has no part "${name}" to hide.`,
      fix: `The parts are ${parts.join(', ')}.`,
    });
  }
  return [...new Set(named.filter(isPart))];
}

const withSetting = (link: Link, key: string, text: string): Link => ({
  ...link,
  config: { ...link.config, ...parseSetting(key === 'seed' ? 'run.seed' : key, text) },
});

/** The shortest query that `readLink` reads back: empty for the defaults. Keys stand in the order of the settings. */
export function writeLink(link: Link): string {
  const written: [string, string][] = [];
  if (link.preset !== defaultPreset) written.push(['preset', link.preset]);
  const difference = differenceFrom(link.config, presetConfig(link.preset));
  for (const key of configKeys) {
    const value = difference[key];
    if (value !== undefined) written.push([key === 'run.seed' ? 'seed' : key, String(value)]);
  }
  if (link.backend !== 'auto') written.push(['backend', link.backend]);
  if (link.packing !== 'auto') written.push(['pack', link.packing]);
  if (link.model !== null) written.push(['model', link.model]);
  if (link.collection !== null) written.push(['collection', link.collection]);
  if (link.mode !== 'explore') written.push(['mode', link.mode]);
  if (link.hide.length > 0) written.push(['hide', link.hide.join(',')]);
  // A comma needs no escape in a query, and reads better.
  return written.length === 0 ? '' : `?${new URLSearchParams(written).toString().replaceAll('%2C', ',')}`;
}

/** The query of a setup with what the address says beside it: how the page is shown. */
export function withScreenKeys(query: string, search: string): string {
  const parameters = new URLSearchParams(query);
  for (const [key, value] of new URLSearchParams(search)) {
    if (screenKeys.includes(key)) parameters.set(key, value);
  }
  return parameters.size === 0 ? '' : `?${parameters.toString().replaceAll('%2C', ',')}`;
}
