import { useEffect, useState, type ReactNode } from 'react';
import { repoFrom, type HubRepo } from '../../hub/address.ts';
import type { Role } from '../../loop/events.ts';
import { trainsAdapter } from '../../loop/adapterUse.ts';
import { runName } from '../../runs/runName.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { laterStrings } from '../../ui/laterStrings.ts';
import { strings } from '../../ui/strings.ts';
import { useApp, useSession } from '../hooks.tsx';
import { HubSource } from '../models/HubSource.tsx';
import { useModels } from '../models/useModels.tsx';
import type { RunLines } from '../runs/libraryCalls.ts';
import { libraryOf } from '../runs/library.ts';
import { useLibrary } from '../runs/useLibrary.tsx';
import { cardOf, pushingOf } from './pushing.ts';
import { PushState } from './PushState.tsx';
import '../models/Models.css';
import './Push.css';

const words = laterStrings.push;
const roles: readonly Role[] = ['reasoner', 'questioner'];

/** A role of a run and its model card, to a repository of the visitor's. */
export default function PushSheet({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { runId, runs, choose } = useRuns();
  const lines = useLines(runId);
  return (
    <Dialog title={words.title} className="model-sheet" onClose={onClose}>
      <div className="body">
        <p className="soft small">{words.lead}</p>
        {runs.length === 0 ? (
          <p>{words.none}</p>
        ) : (
          <>
            <label className="field">
              {words.run}
              <select value={runId ?? ''} onChange={(event) => choose(event.target.value)}>
                {runs.map((id) => (
                  <option key={id} value={id}>
                    {runName(id)}
                  </option>
                ))}
              </select>
            </label>
            {lines?.header == null ? (
              <p className="soft">{words.cardWait}</p>
            ) : (
              <PushForm key={runId} lines={lines} />
            )}
          </>
        )}
        {runs.length === 0 ? null : <HubSource open />}
      </div>
    </Dialog>
  );
}

/** The stored runs that have weights to push; the one on the screen first, where it is among them. */
function useRuns(): {
  readonly runs: readonly string[];
  readonly runId: string | null;
  readonly choose: (runId: string) => void;
} {
  const app = useApp();
  const stored = useLibrary((state) => state.runs);
  const shown = useSession(({ run }) => run.header?.runId ?? null);
  const [chosen, choose] = useState<string | null>(null);
  useEffect(() => {
    const library = libraryOf(app);
    void library.look();
    // A run has something to push from its first checkpoint on.
    return app.session.subscribe((now, before) => {
      if (now.checkpoint !== before.checkpoint) void library.look();
    });
  }, [app]);
  const runs = (stored ?? []).filter(({ weights }) => weights).map(({ header }) => header.runId);
  const runId = runs.find((id) => id === chosen) ?? runs.find((id) => id === shown) ?? runs[0] ?? null;
  return { runs, runId, choose };
}

/** What is known of a stored run; null while it is read. */
function useLines(runId: string | null): RunLines | null {
  const library = libraryOf(useApp());
  const [read, setRead] = useState<{ readonly runId: string; readonly lines: RunLines } | null>(null);
  useEffect(() => {
    let there = true;
    if (runId !== null)
      void library
        .read(runId)
        .then((lines) => there && setRead({ runId, lines }))
        .catch(() => undefined);
    return () => {
      there = false;
    };
  }, [library, runId]);
  return read?.runId === runId ? (read?.lines ?? null) : null;
}

function PushForm({ lines }: { readonly lines: RunLines }): ReactNode {
  const app = useApp();
  const host = useModels((state) => state.host);
  const hasToken = useModels((state) => state.hasToken);
  const [role, setRole] = useState<Role>('reasoner');
  const [merged, setMerged] = useState(false);
  const [text, setText] = useState('');
  const [hidden, setHidden] = useState(true);
  const { header } = lines;
  const adapted = header !== null && trainsAdapter(header.config, header.model.parameters);
  const repo = repoOf(text, host);
  // The token is of the host that is set, and of no other.
  const elsewhere = repo !== null && repo.host !== host;
  const choice = { lines, role, merged: adapted && merged };
  return (
    <form
      className="push"
      onSubmit={(event) => {
        event.preventDefault();
        if (repo !== null) void pushingOf(app).start({ ...choice, repo, private: hidden });
      }}
    >
      <fieldset>
        <legend>{words.role}</legend>
        {roles.map((one) => (
          <label key={one} className="tick">
            <input type="radio" name="role" checked={role === one} onChange={() => setRole(one)} />
            {strings.roles[one]}
          </label>
        ))}
      </fieldset>
      {adapted ? (
        <label className="tick small">
          <input type="checkbox" checked={merged} onChange={(event) => setMerged(event.target.checked)} />
          {words.merged}
        </label>
      ) : null}
      <label className="field">
        {words.repo}
        <input
          className="text"
          placeholder={words.repoHint}
          spellCheck={false}
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <span className="soft small">{words.repoWhy}</span>
      </label>
      <label className="tick small">
        <input type="checkbox" checked={hidden} onChange={(event) => setHidden(event.target.checked)} />
        {words.private}
      </label>
      <details>
        <summary>{words.card}</summary>
        <textarea
          className="snippet"
          readOnly
          rows={14}
          aria-label={words.card}
          value={cardOf({ ...choice, repo: repo ?? { host, id: words.repoHint, revision: 'main' } })}
        />
      </details>
      <PushState host={repo?.host ?? host} ready={repo !== null && hasToken && !elsewhere} />
      {elsewhere ? <p className="small">{words.elsewhere(new URL(repo.host).host)}</p> : null}
      {hasToken ? null : <p className="small">{words.needToken}</p>}
    </form>
  );
}

/** Null for what is not `OWNER/NAME` yet. */
function repoOf(text: string, host: string): HubRepo | null {
  try {
    return repoFrom(text, host);
  } catch {
    return null;
  }
}
