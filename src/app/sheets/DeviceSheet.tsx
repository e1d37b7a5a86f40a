import { useEffect, useRef, type ReactNode } from 'react';
import { Dialog } from '../../ui/Dialog.tsx';
import { laterStrings } from '../../ui/laterStrings.ts';
import { StoragePanel } from '../storage/StoragePanel.tsx';
import { UndoOffer } from '../UndoOffer.tsx';
import { DevicePanel } from './DevicePanel.tsx';
import { LogPanel } from './LogPanel.tsx';
import './sheets.css';

interface Props {
  readonly onClose: () => void;
  /** Opens at what is kept here, or at the log of the run. */
  readonly at?: 'storage' | 'log';
}

/** What this page runs on, what it keeps here, and what the run said. */
export function DeviceSheet({ onClose, at }: Props): ReactNode {
  const storage = useRef<HTMLDivElement>(null);
  const log = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (at === undefined) return;
    const part = at === 'log' ? log.current : storage.current;
    part?.scrollIntoView();
    part?.focus({ preventScroll: true });
  }, [at]);
  return (
    <Dialog title={laterStrings.device.title} onClose={onClose}>
      <div className="body">
        <DevicePanel />
        <div ref={storage} className="at-storage" tabIndex={-1}>
          <StoragePanel />
        </div>
        <div ref={log} className="at-storage" tabIndex={-1}>
          <LogPanel />
        </div>
        <UndoOffer />
      </div>
    </Dialog>
  );
}
