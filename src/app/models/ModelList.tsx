import type { ReactNode } from 'react';
import { megabytes } from '../../ui/figures.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { HubModel } from './HubModel.tsx';
import { ModelName, TakeButton } from './ModelName.tsx';
import { linkOf } from './modelRef.ts';
import { modelRows } from './modelRows.ts';
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
      {dropped === null ? null : (
        <li className="model" data-model="folder">
          <ModelName name={dropped.name} link={linkOf({ kind: 'folder', name: dropped.name })} />
          <p className="soft small">{words.own}</p>
          <span className="buttons">
            <TakeButton name={dropped.name} link={linkOf({ kind: 'folder', name: dropped.name })} />
          </span>
        </li>
      )}
      {modelRows(state).map((row) => (
        <HubModel key={row.link} row={row} />
      ))}
    </ul>
  );
}
