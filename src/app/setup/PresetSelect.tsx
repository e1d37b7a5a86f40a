import type { ReactNode } from 'react';
import { isPresetName, presetNames, presets } from '../../loop/presets.ts';
import { strings } from '../../ui/strings.ts';
import { useApp, useSetup } from '../hooks.tsx';
import { changePreset } from '../running.ts';

const isControl = (label: string): boolean => /^(?:Control|Collapse): /.test(label);

/** Recipes first, then the controls that they are compared with. */
export function PresetSelect({ id }: { readonly id?: string }): ReactNode {
  const app = useApp();
  const preset = useSetup(({ link }) => link.preset);
  const groups = [
    presetNames.filter((name) => !isControl(presets[name].label)),
    presetNames.filter((name) => isControl(presets[name].label)),
  ] as const;
  return (
    <select
      id={id}
      className="preset"
      aria-label={strings.setup.preset}
      title={presets[preset].sentence}
      value={preset}
      onChange={(event) => {
        if (isPresetName(event.target.value)) void changePreset(app, event.target.value);
      }}
    >
      {groups[0].map((name) => (
        <option key={name} value={name}>
          {presets[name].label}
        </option>
      ))}
      <optgroup label={strings.setup.controls}>
        {groups[1].map((name) => (
          <option key={name} value={name}>
            {presets[name].label.replace('Control: ', '')}
          </option>
        ))}
      </optgroup>
    </select>
  );
}
