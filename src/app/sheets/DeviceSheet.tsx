import type { ReactNode } from 'react';
import { Dialog } from '../../ui/Dialog.tsx';
import { laterStrings } from '../../ui/laterStrings.ts';
import { StoragePanel } from '../storage/StoragePanel.tsx';
import { UndoOffer } from '../UndoOffer.tsx';
import { DevicePanel } from './DevicePanel.tsx';
import './sheets.css';

/** What this page runs on and what it keeps here. */
export function DeviceSheet({ onClose }: { readonly onClose: () => void }): ReactNode {
  return (
    <Dialog title={laterStrings.device.title} onClose={onClose}>
      <div className="body">
        <DevicePanel />
        <StoragePanel />
        <UndoOffer />
      </div>
    </Dialog>
  );
}
