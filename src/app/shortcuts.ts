import { actionIds, actions, perform } from './actions.ts';
import type { App } from './app.ts';
import { keyName } from './keys.ts';

/** Keys belong to what is focused first: typing, sliders, buttons (space) and lists (arrows) keep theirs. */
function isTaken(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('dialog[open]') !== null) return true;
  // Nobody types with Control; but what was typed is undone by the field itself.
  if (key.startsWith('Mod+') && key !== 'Mod+z') return false;
  if (target.closest('input, select, textarea, [data-arrows]') !== null) return true;
  return key === 'Space' && target.closest('button, summary') !== null;
}

/** Performs the action of a key. Keys that no action has belong to the browser. */
export function listenToKeys(app: App, target: Pick<Document, 'addEventListener'>): void {
  target.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.altKey) return;
    const key = keyName(event);
    const id = actionIds.find((one) => actions[one].key === key);
    if (id === undefined || isTaken(event.target, key)) return;
    if (key.startsWith('Mod+') && !actions[id].enabled(app)) return;
    event.preventDefault();
    void perform(app, id, 'keyboard');
  });
}
