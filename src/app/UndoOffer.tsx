import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { ActionButton } from './ActionButton.tsx';
import { useApp, useScreen } from './hooks.tsx';
import './UndoOffer.css';

/** Says what was just lost, with the button that brings it back, and other words on what was just done. */
export function UndoOffer(): ReactNode {
  const { undo } = useApp();
  const offer = useStore(undo, (state) => state.offer);
  const told = useScreen((screen) => screen.told);
  return (
    <div
      className="undo-place"
      onPointerEnter={() => undo.hold()}
      onPointerLeave={() => undo.release()}
      onFocus={() => undo.hold()}
      onBlur={() => undo.release()}
    >
      {told === null ? null : (
        // Who listens hears it from the announcer.
        <span className="undo-offer" aria-hidden="true" data-testid="told">
          {told}
        </span>
      )}
      {offer === null ? null : (
        <output key={offer.id} className="undo-offer" data-testid="undo">
          <span>{offer.said}</span>
          <ActionButton id="undo" />
        </output>
      )}
    </div>
  );
}
