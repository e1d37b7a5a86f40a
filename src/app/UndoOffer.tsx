import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { ActionButton } from './ActionButton.tsx';
import { useApp } from './hooks.tsx';
import './UndoOffer.css';

/** Says what was just lost, with the button that brings it back. */
export function UndoOffer(): ReactNode {
  const { undo } = useApp();
  const offer = useStore(undo, (state) => state.offer);
  return (
    <div
      className="undo-place"
      onPointerEnter={() => undo.hold()}
      onPointerLeave={() => undo.release()}
      onFocus={() => undo.hold()}
      onBlur={() => undo.release()}
    >
      {offer === null ? null : (
        <output key={offer.id} className="undo-offer" data-testid="undo">
          <span>{offer.said}</span>
          <ActionButton id="undo" />
        </output>
      )}
    </div>
  );
}
