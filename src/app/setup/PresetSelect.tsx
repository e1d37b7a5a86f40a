import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { isPresetName, presetNames, presets, type PresetName } from '../../loop/presets.ts';
import { strings } from '../../ui/strings.ts';
import { useApp, useSetup } from '../hooks.tsx';
import { changePreset } from '../running.ts';

const isControl = (name: PresetName): boolean => /^(?:Control|Collapse): /.test(presets[name].label);

/** What can be watched at once first, then the other recipes, then the controls that they are compared with. */
export function PresetSelect({ id }: { readonly id?: string }): ReactNode {
  const app = useApp();
  const preset = useSetup(({ link }) => link.preset);
  const recordings = useStore(app.recordings, (shelf) => shelf.recordings);
  const isRecorded = (name: PresetName): boolean => recordings.some((recording) => recording.preset === name);
  const others = presetNames.filter((name) => !isRecorded(name));
  const groups = [
    { title: strings.setup.recorded, names: presetNames.filter(isRecorded) },
    { title: strings.setup.recipes, names: others.filter((name) => !isControl(name)) },
    { title: strings.setup.controls, names: others.filter(isControl) },
  ];
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
      {groups.map(({ title, names }) =>
        names.length === 0 ? null : (
          <optgroup key={title} label={title}>
            {names.map((name) => (
              <option key={name} value={name}>
                {presets[name].label}
              </option>
            ))}
          </optgroup>
        ),
      )}
    </select>
  );
}
