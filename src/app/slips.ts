import { differenceFrom } from '../loop/config.ts';
import { presetConfig } from '../loop/presets.ts';
import { strings } from '../ui/strings.ts';
import type { App } from './app.ts';
import { ownLink, type SetupState } from './setup/setup.ts';

/** Settings that differ from their preset; the seed is nobody's work. */
function changed(setup: SetupState): number {
  const { config, preset } = ownLink(setup);
  return Object.keys(differenceFrom(config, presetConfig(preset))).filter((key) => key !== 'run.seed').length;
}

/**
 * Watches for slips that lose a visitor's work, whatever did them, and offers to take them back: own pictures that
 * go, and changed settings that all go at once.
 */
export function watchSlips({ tray, setup, undo }: App): void {
  let restoring = false;
  const back = (restore: () => void) => () => {
    restoring = true;
    restore();
    restoring = false;
  };
  tray.subscribe((now, before) => {
    const lost = before.pictures.length - now.pictures.length;
    if (restoring || before.collection !== null || lost <= 0) return;
    const { replaced, emptied } = strings.undo;
    undo.offer({
      said: now.collection === null ? emptied(lost) : replaced(lost),
      back: back(() => tray.restore(before)),
    });
  });
  setup.subscribe((now, before) => {
    const lost = changed(before);
    // One setting by itself has its own reset, which is as easily undone.
    if (restoring || changed(now) > 0 || lost < 2) return;
    undo.offer({
      said: strings.undo.settings(lost),
      back: back(() => setup.setState({ link: before.link, own: before.own })),
    });
  });
}
