import { useEffect, useRef, type ReactNode } from 'react';
import { strings } from '../ui/strings.ts';
import { actionIds, actions, labelOf } from './actions.ts';
import { useApp, useScreen } from './hooks.tsx';

const names: Readonly<Record<string, string>> = {
  ArrowRight: '→',
  ArrowLeft: '←',
  'Shift+ArrowRight': '⇧ →',
};

/** The keys, read off the registered actions. */
export function ShortcutsDialog(): ReactNode {
  const app = useApp();
  const open = useScreen((screen) => screen.shortcuts);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open && dialog.current?.open === false) dialog.current.showModal();
    if (!open) dialog.current?.close();
  }, [open]);
  const close = (): void => app.screen.setState({ shortcuts: false });
  return (
    <dialog ref={dialog} className="shortcuts" aria-labelledby="shortcuts-title" onClose={close}>
      <div className="body">
        <h2 id="shortcuts-title">{strings.shortcuts.title}</h2>
        <dl>
          {actionIds.map((id) => {
            const { key } = actions[id];
            return key === undefined ? null : (
              <div key={id}>
                <dt>
                  <kbd>{names[key] ?? key}</kbd>
                </dt>
                <dd>{id === 'toggle' ? strings.shortcuts.toggle : labelOf(app, id)}</dd>
              </div>
            );
          })}
          <div>
            <dt>
              <kbd>↑</kbd> <kbd>↓</kbd>
            </dt>
            <dd>{strings.shortcuts.arrows}</dd>
          </div>
        </dl>
        <button type="button" className="button" onClick={close}>
          {strings.shortcuts.close}
        </button>
      </div>
    </dialog>
  );
}
