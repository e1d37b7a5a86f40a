import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { faultOf, type Fault } from '../../errors.ts';
import { checkBaseName } from '../../model/adapterBase.ts';
import { faultText } from '../../ui/faultText.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useApp, useSetup } from '../hooks.tsx';
import type { DroppedAdapter } from '../setup/setup.ts';
import { FolderAgain } from './FolderAgain.tsx';
import { adapterKey } from './folderShelf.ts';
import { namedBase } from './modelRef.ts';
import { useModels, useRemembered } from './useModels.tsx';
import { leaveAdapter } from './takeFolder.ts';

const words = laterStrings.models;

/** The adapter that the next run goes on from, where one was given. */
export function AdapterLine(): ReactNode {
  const app = useApp();
  const adapter = useSetup((state) => state.adapter);
  const { handle, forget } = useRemembered(adapter === null ? adapterKey : null);
  const kept = useModels((state) => state.adapterKept);
  const chosen = useSetup(({ link }) => link.model);
  if (adapter === null) return handle === null ? null : <FolderAgain handle={handle} onForget={forget} />;
  const { name, baseName, roles } = adapter;
  const unfit = misfit(adapter, chosen);
  return (
    <p className="small" data-testid="adapter">
      <strong>{words.adapter(name)}</strong>{' '}
      {roles.questioner === roles.reasoner ? words.adapterBoth : words.adapterEach}{' '}
      {unfit !== null ? (
        <span className="negative" role="alert">
          {faultText(unfit)}
        </span>
      ) : baseName === null ? null : (
        <span className="soft">{words.adapterFor(baseName)}</span>
      )}{' '}
      <span className="soft">{kept ? words.folderKept : words.adapterNotKept}</span>
      <button
        type="button"
        className="button quiet icon"
        aria-label={words.adapterLeave(name)}
        title={words.adapterLeave(name)}
        onClick={() => void leaveAdapter(app)}
      >
        <X size={16} aria-hidden="true" />
      </button>
    </p>
  );
}

/** Why it does not go with the model that is chosen now, as far as names tell. */
function misfit({ name, baseName }: DroppedAdapter, model: string | null): Fault | null {
  try {
    checkBaseName(name, baseName, namedBase(model));
    return null;
  } catch (thrown) {
    return faultOf(thrown);
  }
}
