import { FolderOpen, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { addedByPicker } from '../../images/dropped.ts';
import { runName } from '../../runs/runName.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useApp } from '../hooks.tsx';
import { pickFiles } from '../pickFiles.ts';
import { rescueOf } from '../pictures/rescue.ts';
import { resumeRun } from '../storedRuns.ts';
import './sheets.css';
import { faultText } from '../../ui/faultText.ts';

const words = laterStrings.rescue;
/** Names that are listed; more are counted. */
const LISTED = 12;

/** Asks for the pictures that a stored run needs and this browser no longer has. */
export function RescueSheet({ onClose }: { readonly onClose: () => void }): ReactNode {
  const app = useApp();
  const rescue = rescueOf(app);
  const { header, missing, strangers, working, fault } = useStore(rescue);
  if (header === null) return null;
  const all = header.pictures.length;
  const pick = async (): Promise<void> => {
    const files = await pickFiles({ accept: 'image/*,.zip', multiple: true });
    if (files.length > 0) await rescue.take(addedByPicker(files));
  };
  const resume = (): void => {
    onClose();
    void resumeRun(app, header);
  };
  return (
    <Dialog title={words.title(runName(header.runId))} onClose={onClose} className="rescue-dialog">
      <div className="body">
        <output data-testid="rescue">
          {missing.length === 0 ? words.complete(all) : words.missing(missing.length, all)}
          {strangers === 0 ? '' : ` ${words.strangers(strangers)}`}
        </output>
        {missing.length === 0 ? null : (
          <>
            <p className="soft small">{words.why}</p>
            <p className="small">
              {missing.slice(0, LISTED).map(({ id, name }) => (
                <span key={id} className="missing-name">
                  {name}
                </span>
              ))}
              {missing.length > LISTED ? words.more(missing.length - LISTED) : ''}
            </p>
          </>
        )}
        {fault === null ? null : (
          <p className="negative" role="alert">
            {faultText(fault)}
          </p>
        )}
        <div className="titled">
          <button type="button" className="button" disabled={working} onClick={() => void pick()}>
            <FolderOpen size={16} aria-hidden="true" /> {working ? words.working : words.choose}
          </button>
          <button
            type="button"
            className="button primary"
            disabled={working || missing.length > 0}
            onClick={resume}
          >
            <RotateCw size={16} aria-hidden="true" /> {words.resume}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
