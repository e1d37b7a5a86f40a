import type { ReactNode } from 'react';
import { presets } from '../../loop/presets.ts';
import { size } from '../../ui/figures.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useApp, useSetup } from '../hooks.tsx';
import { changePreset } from '../running.ts';
import { duration } from '../session/progress.ts';
import { hubPresets, type HubPreset, type Need } from './modelCalls.ts';
import { needOfLink } from './modelRows.ts';
import { useModels } from './useModels.tsx';

const words = laterStrings.models;

/** The presets for the chosen model, with what each takes before it is started; the embedded one needs none. */
export function RecipeChoice(): ReactNode {
  const chosen = useSetup(({ link }) => link.model);
  const state = useModels((models) => models);
  if (chosen === null) return null;
  const need = needOfLink(state, chosen);
  return (
    <section aria-labelledby="recipe-title">
      <h3 id="recipe-title">{words.recipe}</h3>
      <p className="soft small">{words.recipeWhy}</p>
      <ul className="models">
        {hubPresets.map((preset) => (
          <Recipe key={preset} preset={preset} need={need !== null && 'runs' in need ? need : null} />
        ))}
      </ul>
      {need === null ? null : <p className="soft small">{words.lastsWhy}</p>}
    </section>
  );
}

function Recipe({ preset, need }: { readonly preset: HubPreset; readonly need: Need | null }): ReactNode {
  const app = useApp();
  const taken = useSetup(({ link }) => link.preset === preset);
  const { label, sentence } = presets[preset];
  const run = need?.runs[preset] ?? null;
  return (
    <li className="model" data-preset={preset}>
      <h4 className="model-name">
        {label}
        {taken ? <span className="badge">{words.recipeTaken}</span> : null}
      </h4>
      <p className="soft small">{sentence}</p>
      {need === null || run === null ? null : run.expected === null ? (
        <p className="small negative number">
          {run.least === null
            ? words.neverFits(size(need.budget))
            : words.tooLarge(size(run.least), size(need.budget))}
        </p>
      ) : (
        <p className="small number">
          {words.takes(size(run.expected))} · {words.lasts(duration(run.seconds))}
        </p>
      )}
      <span className="buttons">
        {taken ? null : (
          <button
            type="button"
            className="button"
            aria-label={words.recipeTake(label)}
            onClick={() => void changePreset(app, preset)}
          >
            {words.take}
          </button>
        )}
      </span>
    </li>
  );
}
