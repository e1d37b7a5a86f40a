import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { isPresetName, presetNames, presets, type PresetName } from '../../loop/presets.ts';
import { strings } from '../../ui/strings.ts';
import { useApp, useSetup } from '../hooks.tsx';
import { changePreset } from '../running.ts';

const isControl = (label: string): boolean => /^(?:Control|Collapse): /.test(label);

/** Recipes first, then the controls that they are compared with. */
export function PresetSelect({ id }: { readonly id?: string }): ReactNode {
  const app = useApp();
  const preset = useSetup(({ link }) => link.preset);
  const recordings = useStore(app.recordings, (shelf) => shelf.recordings);
  const labelOf = (name: PresetName): string => {
    const label = presets[name].label.replace('Control: ', '');
    const recorded = recordings.some((recording) => recording.preset === name);
    return recorded ? strings.setup.recorded(label) : label;
  };
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
          {labelOf(name)}
        </option>
      ))}
      <optgroup label={strings.setup.controls}>
        {groups[1].map((name) => (
          <option key={name} value={name}>
            {labelOf(name)}
          </option>
        ))}
      </optgroup>
    </select>
  );
}
