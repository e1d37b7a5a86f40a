import { Columns2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { laterStrings } from '../../ui/laterStrings.ts';
import { perform } from '../actions.ts';
import { Empty } from '../Empty.tsx';
import { useApp } from '../hooks.tsx';
import { useLibrary } from './useLibrary.tsx';
import { keptRun } from '../storage/kept.ts';
import { RecordedRow } from './RecordedRow.tsx';
import { RunRow } from './RunRow.tsx';

const words = laterStrings.library;

/** The runs of this browser, newest first, then the recorded ones. */
export function RunList(): ReactNode {
  const app = useApp();
  const leaving = useStore(app.leaving);
  const stored = useLibrary((state) => state.runs);
  const runs = stored?.filter(({ header }) => !leaving.has(keptRun(header.runId))) ?? null;
  const recordings = useLibrary((state) => state.recordings);
  const chosen = useLibrary((state) => state.chosen);
  return (
    <section className="panel run-list" aria-labelledby="kept-title">
      <header>
        <h2 id="kept-title">{words.kept}</h2>
        <button
          type="button"
          className={`button ${chosen.length < 2 ? '' : 'primary'}`}
          disabled={chosen.length < 2}
          onClick={() => void perform(app, 'compare', 'ui')}
        >
          <Columns2 size={16} aria-hidden="true" /> {words.compareChosen(chosen.length)}
        </button>
      </header>
      <div className="body">
        {runs === null ? (
          <p className="empty">{words.reading}</p>
        ) : runs.length === 0 ? (
          <Empty text={words.empty} live />
        ) : (
          <>
            <Heads />
            <ul className="rows" data-testid="runs">
              {runs.map((run) => (
                <RunRow key={run.header.runId} run={run} />
              ))}
            </ul>
          </>
        )}
        {recordings.length === 0 ? null : (
          <>
            <h3>{words.recorded}</h3>
            <p className="soft small">{words.recordedWhy}</p>
            <ul className="rows">
              {recordings.map((recording) => (
                <RecordedRow key={recording.file} recording={recording} />
              ))}
            </ul>
          </>
        )}
      </div>
    </section>
  );
}

/** Heads of the columns, for the eye: each cell is named for those who listen. */
function Heads(): ReactNode {
  const { columns } = words;
  return (
    <div className="run-row heads small soft" aria-hidden="true">
      <span />
      <span>{columns.name}</span>
      <span>{columns.preset}</span>
      <span className="right">{columns.best}</span>
      <span className="right">{columns.steps}</span>
      <span>{columns.device}</span>
      <span className="right">{columns.size}</span>
      <span />
    </div>
  );
}
