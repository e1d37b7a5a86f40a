import { X } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, type ReactNode } from 'react';
import { strings } from '../ui/strings.ts';
import { ActionButton } from './ActionButton.tsx';
import { useApp, useScreen } from './hooks.tsx';

const ShareSheet = lazy(() => import('../share/ShareSheet.tsx'));

/** Link and QR code, over whatever is on the screen. */
export function ShareDialog(): ReactNode {
  const app = useApp();
  const open = useScreen((screen) => screen.sharing);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open && dialog.current?.open === false) dialog.current.showModal();
    if (!open) dialog.current?.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      className="share-dialog"
      aria-labelledby="share-title"
      onClose={() => app.screen.setState({ sharing: false })}
    >
      <div className="body">
        <header>
          <h2 id="share-title">{strings.share.title}</h2>
          <ActionButton id="share" iconOnly className="quiet" icon={<X size={18} aria-hidden="true" />} />
        </header>
        {open ? (
          <Suspense fallback={null}>
            <ShareSheet />
          </Suspense>
        ) : null}
      </div>
    </dialog>
  );
}
