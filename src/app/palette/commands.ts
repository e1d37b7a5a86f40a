import { configKeys } from '../../loop/config.ts';
import { fields } from '../../loop/fields.ts';
import { presetNames, presets } from '../../loop/presets.ts';
import { lessonNames } from '../../learn/lesson.ts';
import { lessonWords } from '../../learn/lessonWords.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { strings } from '../../ui/strings.ts';
import { actionIds, actions, labelOf, perform, type ActionId } from '../actions.ts';
import type { App } from '../app.ts';
import { showKnob } from '../setup/showKnob.ts';
import { views } from '../screen.ts';

/** One line of the palette. */
export interface PaletteCommand {
  /** Unique among all of them. */
  readonly id: string;
  readonly group: keyof typeof laterStrings.palette.groups;
  readonly label: string;
  /** Further words by which it is found. */
  readonly also: string;
  readonly key: string | null;
  run(): void;
}

/** Further words for actions whose names say only half of it. */
const also: Partial<Record<ActionId, string>> = laterStrings.palette.also;

/** A lesson is found by its title, a recording by its preset. */
function named(app: App, id: ActionId): string {
  const label = labelOf(app, id);
  const lesson = lessonNames[Number(/^lesson (\d)$/.exec(id)?.[1] ?? 0) - 1];
  if (lesson !== undefined) return `${label}: ${lessonWords[lesson].title}`;
  const preset = presetNames.find((name) => id === `watch ${name.replaceAll('-', ' ')}`);
  return preset === undefined ? label : `${label} (${presets[preset].label})`;
}

/** Everything that can be done or gone to now: actions, views, presets and settings. */
export function commandsOf(app: App): readonly PaletteCommand[] {
  return [
    ...views.map((view) => ({
      id: `view ${view}`,
      group: 'views' as const,
      label: strings.views[view],
      also: view,
      key: null,
      run: () => app.screen.show(view),
    })),
    ...actionIds
      .filter((id) => id !== 'palette' && actions[id].enabled(app))
      .map((id) => ({
        id: `action ${id}`,
        group: 'actions' as const,
        label: named(app, id),
        also: `${id} ${also[id] ?? ''}`,
        key: actions[id].key ?? null,
        run: () => void perform(app, id, 'palette'),
      })),
    ...presetNames.map((name) => ({
      id: `preset ${name}`,
      group: 'presets' as const,
      label: presets[name].label,
      also: `${name} ${presets[name].sentence}`,
      key: null,
      run: () => app.setup.choosePreset(name),
    })),
    ...configKeys.map((key) => ({
      id: `setting ${key}`,
      group: 'settings' as const,
      label: fields[key].label,
      also: key,
      key: null,
      run: () => showKnob(app, key),
    })),
  ];
}
