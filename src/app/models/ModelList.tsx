import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { megabytes } from '../../ui/figures.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useApp, useSetup } from '../hooks.tsx';
import { HubModel } from './HubModel.tsx';
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
          <UseButton name={words.embeddedName} link={null} />
        </span>
      </li>
      {dropped === null ? null : (
        <li className="model" data-model="folder">
          <ModelName name={dropped.name} link={linkOf({ kind: 'folder', name: dropped.name })} />
          <p className="soft small">{words.own}</p>
          <span className="buttons">
            <UseButton name={dropped.name} link={linkOf({ kind: 'folder', name: dropped.name })} />
          </span>
        </li>
      )}
      {modelRows(state).map((row) => (
        <HubModel key={row.link} row={row} />
      ))}
    </ul>
  );
}

/** Null is the embedded model. */
interface OneModel {
  readonly name: string;
  readonly link: string | null;
}

export function ModelName({ name, link }: OneModel): ReactNode {
  const inUse = useSetup((setup) => setup.link.model === link);
  return (
    <h3 className="model-name">
      {name}
      {inUse ? (
        <span className="badge">
          <Check size={13} aria-hidden="true" /> {words.inUse}
        </span>
      ) : null}
    </h3>
  );
}

export function UseButton({ name, link }: OneModel): ReactNode {
  const { setup } = useApp();
  const inUse = useSetup((state) => state.link.model === link);
  if (inUse) return null;
  return (
    <button
      type="button"
      className="button"
      aria-label={words.useNamed(name)}
      onClick={() => setup.chooseModel(link)}
    >
      {words.use}
    </button>
  );
}
