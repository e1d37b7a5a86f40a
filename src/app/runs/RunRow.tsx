import { Download, Eye, RotateCw, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { runName } from '../../runs/runName.ts';
import { count, date, megabytes, percent } from '../../ui/figures.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { strings } from '../../ui/strings.ts';
import { Explained } from '../explain/Explained.tsx';
import { useApp, useSession } from '../hooks.tsx';
import { isBusy } from '../running.ts';
import { resumeRun, showStored } from '../storedRuns.ts';
import { keptRun } from '../storage/kept.ts';
import { letGo } from '../storage/letGo.ts';
import { captionOf, presetLabel } from './caption.ts';
import { CompareTick } from './CompareTick.tsx';
import type { ListedRun } from './libraryCalls.ts';
import { libraryOf } from './library.ts';
import { useLibrary } from './useLibrary.tsx';
import { NoteField } from './NoteField.tsx';

const words = laterStrings.library;

/** One stored run: what it is, what came of it, and what can be done with it. */
export function RunRow({ run }: { readonly run: ListedRun }): ReactNode {
  const { header, bestHeldOut, steps, bytes, imported, place, ended } = run;
  const goingOn = useGoingOn(header.runId);
  const elsewhere = useLibrary((state) => state.elsewhere.has(header.runId));
  const name = runName(header.runId);
  const caption = captionOf(header);
  return (
    <li className="run-row" data-run={header.runId}>
      <CompareTick id={header.runId} name={name} />
      <span className="name">
        <strong title={header.runId}>{name}</strong>
        <span className="soft small">{date(header.startedAt, true)}</span>
        <Badges
          imported={imported === true}
          inMemory={place === 'memory'}
          state={goingOn ? words.goingOn : elsewhere ? words.goingOnElsewhere : words.ends[ended ?? 'broken']}
        />
      </span>
      <span className="preset">
        {presetLabel(header.preset)}
        <code className="caption small">{caption === '' ? words.same : caption}</code>
      </span>
      <Figure label={words.columns.best}>
        {bestHeldOut === null ? (
          <span className="soft">–</span>
        ) : (
          <Explained what="best">{percent(bestHeldOut)}</Explained>
        )}
      </Figure>
      <Figure label={words.columns.steps}>
        <Explained what="steps">{count(steps)}</Explained>
      </Figure>
      <span className="device small">
        <span className="label">{words.columns.device}</span>
        {header.device.backend === 'webgpu' ? header.device.adapter : 'WASM'}
      </span>
      <Figure label={words.columns.size}>
        <Explained what="size">{megabytes(bytes)}</Explained>
      </Figure>
      <Buttons run={run} name={name} />
      <NoteField runId={header.runId} name={name} />
    </li>
  );
}

function Figure({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactNode {
  return (
    <span className="figure number">
      <span className="label">{label}</span>
      {children}
    </span>
  );
}

interface BadgesProps {
  readonly imported: boolean;
  readonly inMemory: boolean;
  readonly state: string | null;
}

function Badges({ imported, inMemory, state }: BadgesProps): ReactNode {
  const badges = [imported ? words.imported : null, inMemory ? words.inMemory : null, state];
  return badges.map((badge) =>
    badge === null ? null : (
      <span key={badge} className="badge">
        {badge}
      </span>
    ),
  );
}

function Buttons({ run, name }: { readonly run: ListedRun; readonly name: string }): ReactNode {
  const app = useApp();
  const { runId } = run.header;
  const goingOn = useGoingOn(runId);
  const elsewhere = useLibrary((state) => state.elsewhere.has(runId));
  const resume = (): Promise<void> | void => {
    if (isBusy(app)) app.session.report({ code: 'run-in-progress', ...strings.faults.runInProgress });
    else {
      app.screen.show('watch');
      return resumeRun(app, run.header);
    }
  };
  const save = (): void => app.screen.setState({ sheet: 'export', exported: runId });
  const remove = (): void =>
    letGo(app, { id: keptRun(runId), kind: 'run', name, remove: () => libraryOf(app).remove(runId) });
  const buttons = [
    { label: words.show(name), icon: Eye, off: goingOn, act: () => showStored(app, run.header) },
    {
      label: words.resume(name),
      icon: RotateCw,
      off: goingOn || elsewhere || run.ended === 'finished',
      act: resume,
    },
    { label: words.export(name), icon: Download, off: false, act: save },
    { label: words.remove(name), icon: Trash2, off: goingOn || elsewhere, act: remove },
  ];
  return (
    <span className="buttons">
      {buttons.map(({ label, icon: Icon, off, act }) => (
        <button
          key={label}
          type="button"
          className="button quiet icon"
          disabled={off}
          aria-label={label}
          title={label}
          onClick={() => void act()}
        >
          <Icon size={16} aria-hidden="true" />
        </button>
      ))}
    </span>
  );
}

/** Whether it is computed here now, or waits to go on. */
function useGoingOn(runId: string): boolean {
  return useSession(
    ({ run: shown, kind, worker }) =>
      kind === 'live' && worker !== 'ended' && worker !== 'failed' && shown.header?.runId === runId,
  );
}
