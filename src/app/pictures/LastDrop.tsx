import type { ReactNode } from 'react';
import { groupRefusals } from '../../images/refusals.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { strings } from '../../ui/strings.ts';
import { ActionButton } from '../ActionButton.tsx';
import { useApp, useTray } from '../hooks.tsx';
import { faultText } from '../../ui/faultText.ts';

/** Files of a model or an adapter, which go elsewhere. */
const ofModel = /(^|\/)(adapter_(config\.json|model\.safetensors)|model[\w-]*\.safetensors)$/;

/** What the visitor should know about the last drop: nothing is lost without a word. */
export function LastDrop(): ReactNode {
  const { tray } = useApp();
  const { refusals, notes, duplicates, said, fault } = useTray((state) => state);
  const words = strings.pictures;
  const { told } = strings.faults;
  return (
    <div className="said" data-testid="tray-said">
      {fault === null ? null : <p className="negative">{faultText(fault)}</p>}
      {said === null ? null : <p>{told({ code: 'left-out', said, fix: '' }).said}</p>}
      {duplicates > 0 ? <p>{words.duplicates(duplicates)}</p> : null}
      {refusals.length > 0 ? (
        <details open={refusals.length <= 5}>
          <summary>{words.refused(refusals.length)}</summary>
          {groupRefusals(refusals).map((group) => (
            <ul key={group.code} aria-label={group.code}>
              {group.refusals.map((refusal) => (
                <li key={`${refusal.name} ${refusal.said}`}>
                  <strong>{refusal.name}</strong> {told(refusal).said}{' '}
                  <span className="soft">{told(refusal).fix}</span>
                </li>
              ))}
            </ul>
          ))}
        </details>
      ) : null}
      {refusals.some(({ name }) => ofModel.test(name)) ? (
        <p>
          {laterStrings.models.dropThere} <ActionButton id="model" />
        </p>
      ) : null}
      {notes.length > 0 ? (
        <details>
          <summary>{words.notes(notes.length)}</summary>
          <ul>
            {notes.map((note) => (
              <li key={`${note.name} ${note.said}`}>
                <strong>{note.name}</strong> {told({ ...note, fix: '' }).said}
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
