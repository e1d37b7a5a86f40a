import type { ReactNode } from 'react';
import { groupRefusals } from '../../images/refusals.ts';
import { strings } from '../../ui/strings.ts';
import { useApp } from '../hooks.tsx';
import type { TrayState } from './tray.ts';

/** What the visitor should know about the last drop: nothing is lost without a word. */
export default function TraySaid({ state }: { readonly state: TrayState }): ReactNode {
  const { tray } = useApp();
  const { refusals, notes, duplicates, said, fault } = state;
  const words = strings.pictures;
  return (
    <div className="said" data-testid="tray-said">
      {fault === null ? null : (
        <p className="negative">
          {fault.said} {fault.fix}
        </p>
      )}
      {said === null ? null : <p>{said}</p>}
      {duplicates > 0 ? <p>{words.duplicates(duplicates)}</p> : null}
      {refusals.length > 0 ? (
        <details open={refusals.length <= 5}>
          <summary>{words.refused(refusals.length)}</summary>
          {groupRefusals(refusals).map((group) => (
            <ul key={group.code} aria-label={group.code}>
              {group.refusals.map((refusal) => (
                <li key={`${refusal.name} ${refusal.said}`}>
                  <strong>{refusal.name}</strong> {refusal.said} <span className="soft">{refusal.fix}</span>
                </li>
              ))}
            </ul>
          ))}
        </details>
      ) : null}
      {notes.length > 0 ? (
        <details>
          <summary>{words.notes(notes.length)}</summary>
          <ul>
            {notes.map((note) => (
              <li key={`${note.name} ${note.said}`}>
                <strong>{note.name}</strong> {note.said}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      <button type="button" className="link-button" onClick={() => tray.dismiss()}>
        {words.dismiss}
      </button>
    </div>
  );
}
