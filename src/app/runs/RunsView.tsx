import { Upload } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { laterStrings } from '../../ui/laterStrings.ts';
import { strings } from '../../ui/strings.ts';
import { ActionButton } from '../ActionButton.tsx';
import { perform, type ActionId } from '../actions.ts';
import { useApp } from '../hooks.tsx';
import { useLibrary } from './useLibrary.tsx';
import { RunView } from '../RunView.tsx';
import { BlindTest } from './BlindTest.tsx';
import { CompareView } from './CompareView.tsx';
import { libraryOf, libraryParts, type LibraryPart } from './library.ts';
import { RunList } from './RunList.tsx';
import { followRunsAddress } from './runsAddress.ts';
import { SweepView } from './SweepView.tsx';
import './Runs.css';

const words = laterStrings.library;

/** Every run of this browser: the list, comparisons, the blind test, sweeps, and the run on the screen in full. */
export default function RunsView(): ReactNode {
  const app = useApp();
  const { session } = app;
  const library = libraryOf(app);
  const part = useLibrary((state) => state.part);
  useEffect(() => {
    followRunsAddress(app);
    void library.look();
    return session.subscribe((now, before) => {
      // A run grows with each checkpoint, and ends without one.
      if (now.checkpoint !== before.checkpoint || now.worker !== before.worker) void library.look();
    });
  }, [app, library, session]);
  return (
    <div className="runs">
      <div className="title-row">
        <h1>{words.title}</h1>
        <ActionButton id="choose run" icon={<Upload size={16} aria-hidden="true" />} />
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

const actionOf: Readonly<Record<LibraryPart, ActionId>> = {
  list: 'all runs',
  compare: 'compare',
  blind: 'blind test',
  sweep: 'sweep',
};

function Parts({ part }: { readonly part: LibraryPart }): ReactNode {
  const app = useApp();
  const chosen = useLibrary((state) => state.chosen.length);
  return (
    <nav className="parts" aria-label={words.partsLabel}>
      {libraryParts.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={one === part}
          onClick={() => void perform(app, actionOf[one], 'ui')}
        >
          {words.parts[one]}
          {one === 'compare' && chosen > 0 ? <span className="count number">{chosen}</span> : null}
        </button>
      ))}
    </nav>
  );
}

/** What went wrong. */
function Said(): ReactNode {
  const library = libraryOf(useApp());
  const fault = useLibrary((state) => state.fault);
  return (
    <div aria-live="polite">
      {fault === null ? null : (
        <div className="banner fault" role="alert" data-fault={fault.code}>
          <p>
            <strong>{strings.faults.told(fault).said}</strong> {strings.faults.told(fault).fix}
          </p>
          <button type="button" className="button" onClick={() => library.setState({ fault: null })}>
            {strings.faults.dismiss}
          </button>
        </div>
      )}
    </div>
  );
}
