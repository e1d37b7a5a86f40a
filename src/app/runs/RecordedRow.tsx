import { Play } from 'lucide-react';
import type { ReactNode } from 'react';
import { isPresetName, presets } from '../../loop/presets.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { strings } from '../../ui/strings.ts';
import { useApp } from '../hooks.tsx';
import { isBusy, showRecording } from '../running.ts';
import type { Recording } from '../session/recordings.ts';
import { CompareTick } from './CompareTick.tsx';
import { recordedId } from './library.ts';

/** A run that came with the page. */
export function RecordedRow({ recording }: { readonly recording: Recording }): ReactNode {
  const app = useApp();
  const { preset } = recording;
  const name = isPresetName(preset) ? presets[preset].label : preset;
  const show = async (): Promise<void> => {
    if (isBusy(app)) {
      app.session.report({ code: 'run-in-progress', ...strings.faults.runInProgress });
      return;
    }
    await showRecording(app, preset);
    app.screen.show('watch');
  };
  return (
    <li className="run-row recorded" data-run={recordedId(recording)}>
      <CompareTick id={recordedId(recording)} name={name} />
      <span className="name">
        <strong>{name}</strong>
      </span>
      <span className="soft small wide">{isPresetName(preset) ? presets[preset].sentence : ''}</span>
      <span className="buttons">
        <button
          type="button"
          className="button quiet icon"
          aria-label={laterStrings.library.show(name)}
          title={laterStrings.library.show(name)}
          onClick={() => void show()}
        >
          <Play size={16} aria-hidden="true" />
        </button>
      </span>
    </li>
  );
}
