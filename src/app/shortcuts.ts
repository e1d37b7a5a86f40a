import { actionIds, actions, perform } from './actions.ts';
import type { App } from './app.ts';

/** A key as the actions write it. */
export function keyName(event: Pick<KeyboardEvent, 'key' | 'shiftKey'>): string {
  if (event.key === ' ') return 'Space';
  const printable = event.key.length === 1;
  return event.shiftKey && !printable ? `Shift+${event.key}` : event.key;
}

/** Keys belong to what is focused first: typing, sliders, buttons (space) and lists (arrows) keep theirs. */
function isTaken(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('input, select, textarea, dialog[open]') !== null) return true;
  if (/Arrow|Home|End/.test(key) && target.closest('[data-arrows]') !== null) return true;
  return key === 'Space' && target.closest('button, summary') !== null;
}

/** Performs the action of a key; keys with Ctrl, Alt or Meta belong to the browser. */
export function listenToKeys(app: App, target: Pick<Document, 'addEventListener'>): void {
  target.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    const key = keyName(event);
    const id = actionIds.find((one) => actions[one].key === key);
    if (id === undefined || isTaken(event.target, key)) return;
    event.preventDefault();
    void perform(app, id, 'keyboard');
  });
}
