import { useEffect, useRef, type ReactNode } from 'react';
import { Dialog } from '../../ui/Dialog.tsx';
import { laterStrings } from '../../ui/laterStrings.ts';
import { StoragePanel } from '../storage/StoragePanel.tsx';
import { UndoOffer } from '../UndoOffer.tsx';
import { DevicePanel } from './DevicePanel.tsx';
import './sheets.css';

interface Props {
  readonly onClose: () => void;
  /** Opens at what is kept here. */
  readonly atStorage?: boolean;
}

/** What this page runs on and what it keeps here. */
export function DeviceSheet({ onClose, atStorage = false }: Props): ReactNode {
  const storage = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!atStorage) return;
    storage.current?.scrollIntoView();
    storage.current?.focus({ preventScroll: true });
  }, [atStorage]);
  return (
    <Dialog title={laterStrings.device.title} onClose={onClose}>
      <div className="body">
        <DevicePanel />
        <div ref={storage} className="at-storage" tabIndex={-1}>
          <StoragePanel />
        </div>
        <UndoOffer />
      </div>
    </Dialog>
  );
}
