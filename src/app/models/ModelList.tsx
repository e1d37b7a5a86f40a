import type { ReactNode } from 'react';
import { megabytes, millions } from '../../ui/figures.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { FitLine } from './FitLine.tsx';
import { HubModel } from './HubModel.tsx';
import { ModelName, TakeButton } from './ModelName.tsx';
import { linkOf } from './modelRef.ts';
import type { Dropped } from './modelCalls.ts';
import { modelRows, needOfLink } from './modelRows.ts';
import { useModels } from './useModels.tsx';

const words = laterStrings.models;
const embeddedBytes = import.meta.env.VITE_EMBEDDED_BYTES ?? 0;

/** Every model that could be taken, the one in use marked. */
export function ModelList(): ReactNode {
  const state = useModels((models) => models);
  const { dropped } = state;
  return (
    <ul className="models" aria-label={words.title}>
      <li className="model" data-model="embedded">
        <ModelName name={words.embeddedName} link={null} />
        <p className="soft small">
          {words.embedded}, {megabytes(embeddedBytes)}. {words.embeddedWhy}
        </p>
        <span className="buttons">
          <TakeButton name={words.embeddedName} link={null} />
        </span>
      </li>
      {dropped === null ? null : <FolderModel dropped={dropped} />}
      {modelRows(state).map((row) => (
        <HubModel key={row.link} row={row} />
      ))}
    </ul>
  );
}

/** A folder of this machine: what it is, and whether it fits. */
function FolderModel({ dropped: { name } }: { readonly dropped: Dropped }): ReactNode {
  const link = linkOf({ kind: 'folder', name });
  const need = useModels((state) => needOfLink(state, link));
  return (
    <li className="model" data-model="folder">
      <ModelName name={name} link={link} />
      <p className="soft small number">
        {words.own}
        {need !== null && 'parameters' in need ? ` · ${words.parameters(millions(need.parameters))}` : null}
      </p>
      <FitLine need={need} />
      <span className="buttons">
        <TakeButton name={name} link={link} />
      </span>
    </li>
  );
}
