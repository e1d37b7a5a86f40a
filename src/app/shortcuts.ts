import { actionIds, actions, perform } from './actions.ts';
import type { App } from './app.ts';
import { keyName } from './keys.ts';

/** Keys belong to what is focused first: typing, sliders, buttons (space) and lists (arrows) keep theirs. */
function isTaken(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('dialog[open]') !== null) return true;
  // Nobody types with Control; but what was typed is undone by the field itself.
  if (key.startsWith('Mod+') && key !== 'Mod+z') return false;
  // A slider takes the keys that move it.
  if (target instanceof HTMLInputElement && target.type === 'range') {
    return /^(?:Shift\+)?(?:Arrow|Page|Home|End)/.test(key);
  }
  if (target.closest('input, select, textarea') !== null) return true;
  if (/Arrow|Home|End/.test(key) && target.closest('[data-arrows]') !== null) return true;
  return key === 'Space' && target.closest('button, summary') !== null;
}

/** A presenter's remote control sends Page Down and Page Up; outside of teaching they scroll. */
function clicked(app: App, key: string): string {
  if (app.setup.getState().link.mode !== 'teach') return key;
  return key === 'PageDown' ? 'n' : key === 'PageUp' ? 'p' : key;
}

/** Performs the action of a key. Keys that no action has belong to the browser. */
export function listenToKeys(app: App, target: Pick<Document, 'addEventListener'>): void {
  target.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.altKey) return;
    const key = clicked(app, keyName(event));
    // One key may stand for two actions that are never possible at the same time.
    const own = actionIds.filter((one) => actions[one].key === key);
    const id = own.find((one) => actions[one].enabled(app)) ?? own[0];
    if (id === undefined || isTaken(event.target, key)) return;
    if (key.startsWith('Mod+') && !actions[id].enabled(app)) return;
    event.preventDefault();
    void perform(app, id, 'keyboard');
  });
}
