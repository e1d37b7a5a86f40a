import type { ConfigKey } from '../../loop/config.ts';
import type { App } from '../app.ts';

const FLASH_MS = 1800;

/** Brings a setting into view, opens what hides it, puts the focus on it and lets it flash once. */
export function showKnob(app: App, key: ConfigKey): void {
  const find = (): HTMLElement | null => document.querySelector<HTMLElement>(`[data-knob="${key}"]`);
  // Beside other views there is room for the settings on wide screens; else they are a view of their own.
  if (find()?.closest('.rail')?.checkVisibility() !== true) app.screen.show('setup');
  requestAnimationFrame(() => {
    const knob = find();
    if (knob === null) return;
    for (let hiding = knob.closest('details'); hiding !== null;) {
      hiding.open = true;
      hiding = hiding.parentElement?.closest('details') ?? null;
    }
    knob.scrollIntoView({ block: 'center' });
    knob.querySelector<HTMLElement>('input[type="number"], select, input')?.focus();
    knob.classList.add('flash');
    setTimeout(() => knob.classList.remove('flash'), FLASH_MS);
  });
}
