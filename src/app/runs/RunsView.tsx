import { Undo2, Upload } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { runName } from '../../runs/runName.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { strings } from '../../ui/strings.ts';
import { useApp, useLibrary } from '../hooks.tsx';
import { importRun } from '../importing.ts';
import { RunView } from '../RunView.tsx';
import { BlindTest } from './BlindTest.tsx';
import { CompareView } from './CompareView.tsx';
import { libraryParts, type LibraryPart } from './library.ts';
import { RunList } from './RunList.tsx';
import { SweepView } from './SweepView.tsx';
import './Runs.css';

const words = laterStrings.library;

/** Every run of this browser: the list, comparisons, the blind test, sweeps, and the run on the screen in full. */
export default function RunsView(): ReactNode {
  const { library, session } = useApp();
  const part = useLibrary((state) => state.part);
  useEffect(() => {
    void library.look();
    return session.subscribe((now, before) => {
      // A run grows with each checkpoint, and ends without one.
      if (now.checkpoint !== before.checkpoint || now.worker !== before.worker) void library.look();
    });
  }, [library, session]);
  return (
    <div className="runs">
      <div className="title-row">
        <h1>{words.title}</h1>
        <ImportButton />
      </div>
      <Parts part={part} />
      <Said />
      {part === 'list' ? (
        <>
          <RunList />
          <h2 className="section">{words.current}</h2>
          <RunView />
        </>
      ) : part === 'compare' ? (
        <CompareView />
      ) : part === 'blind' ? (
        <BlindTest />
      ) : (
        <SweepView />
      )}
    </div>
  );
}

function Parts({ part }: { readonly part: LibraryPart }): ReactNode {
  const { library } = useApp();
  const chosen = useLibrary((state) => state.chosen.length);
  return (
    <nav className="parts" aria-label={words.partsLabel}>
      {libraryParts.map((one) => (
        <button key={one} type="button" aria-pressed={one === part} onClick={() => library.open(one)}>
          {words.parts[one]}
          {one === 'compare' && chosen > 0 ? <span className="count number">{chosen}</span> : null}
        </button>
      ))}
    </nav>
  );
}

function ImportButton(): ReactNode {
  const app = useApp();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className="button" onClick={() => input.current?.click()}>
        <Upload size={16} aria-hidden="true" /> {words.importFile}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".visplay,.jsonl,.gz"
        data-testid="pick-run"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file !== undefined) void importRun(app, file);
        }}
      />
    </>
  );
}

/** A deletion that can be taken back, and what went wrong. */
function Said(): ReactNode {
  const { library } = useApp();
  const removed = useLibrary((state) => state.removed);
  const fault = useLibrary((state) => state.fault);
  return (
    <div aria-live="polite">
      {removed === null ? null : (
        <div className="banner offer" data-testid="removed">
          <p>
            <strong>{words.removed(runName(removed))}</strong>
          </p>
          <button type="button" className="button" onClick={() => library.undo()}>
            <Undo2 size={16} aria-hidden="true" /> {words.undo}
          </button>
        </div>
      )}
      {fault === null ? null : (
        <div className="banner fault" role="alert" data-fault={fault.code}>
          <p>
            <strong>{fault.said}</strong> {fault.fix}
          </p>
          <button type="button" className="button" onClick={() => library.setState({ fault: null })}>
            {strings.faults.dismiss}
          </button>
        </div>
      )}
    </div>
  );
}
