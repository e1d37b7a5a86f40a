import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useApp, useSetup } from '../hooks.tsx';
import { FolderAgain } from './FolderAgain.tsx';
import { adapterKey } from './folderShelf.ts';
import { leaveAdapter } from './takeFolder.ts';

const words = laterStrings.models;

/** The adapter that the next run goes on from, where one was given. */
export function AdapterLine(): ReactNode {
  const app = useApp();
  const adapter = useSetup((state) => state.adapter);
  if (adapter === null) return <FolderAgain of={adapterKey} />;
  const { name, baseName, roles } = adapter;
  return (
    <p className="small" data-testid="adapter">
      <strong>{words.adapter(name)}</strong>{' '}
      {roles.questioner === roles.reasoner ? words.adapterBoth : words.adapterEach}{' '}
      {baseName === null ? null : <span className="soft">{words.adapterFor(baseName)}</span>}
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
