import { X } from 'lucide-react';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { strings } from './strings.ts';
import './Dialog.css';

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  readonly className?: string;
  /** The title is spoken, not seen. */
  readonly bare?: boolean;
  readonly children: ReactNode;
}

/** A modal dialog that is open as long as it is there. Escape, the cross and a press beside it close it. */
export function Dialog({ title, onClose, className = '', bare = false, children }: Props): ReactNode {
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    if (element?.open === false) element.showModal();
    return () => {
      element?.close();
      // What opened it may be gone with the view it stood in.
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- Escape does the same
    <dialog
      ref={dialog}
      className={`sheet ${className}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <header className={bare ? 'only-heard' : ''}>
        <h2 id={titleId}>{title}</h2>
        {bare ? null : (
          <button
            type="button"
            className="button quiet icon"
            aria-label={strings.sheets.close}
            onClick={onClose}
          >
            <X size={18} aria-hidden="true" />
          </button>
        )}
      </header>
      {children}
    </dialog>
  );
}
