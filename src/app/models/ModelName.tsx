import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useApp, useSetup } from '../hooks.tsx';

const words = laterStrings.models;

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

export function TakeButton({ name, link }: OneModel): ReactNode {
  const { setup } = useApp();
  const inUse = useSetup((state) => state.link.model === link);
  if (inUse) return null;
  return (
    <button
      type="button"
      className="button"
      aria-label={words.takeNamed(name)}
      onClick={() => setup.chooseModel(link)}
    >
      {words.take}
    </button>
  );
}
