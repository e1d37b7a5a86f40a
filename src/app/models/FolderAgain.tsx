import { FolderOpen, X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { faultOf } from '../../errors.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useApp } from '../hooks.tsx';
import { readAgain, type FolderHandle } from './folderShelf.ts';
import { takeFolder } from './takeFolder.ts';

const words = laterStrings.models;

interface Props {
  readonly handle: FolderHandle;
  readonly onForget: () => void;
}

/** A folder of an earlier visit, or a zip of one, one click away: the browser asks before it is read. */
export function FolderAgain({ handle, onForget }: Props): ReactNode {
  const app = useApp();
  const [refused, setRefused] = useState(false);
  const { name, kind } = handle;
  const { again, forget } = words.given[kind];
  const open = async (): Promise<void> => {
    const given = await readAgain(handle);
    setRefused(given === null);
    if (given !== null) await takeFolder(app, given).catch((thrown: unknown) => app.session.report(faultOf(thrown))); // prettier-ignore
  };
  return (
    <p className="small" data-testid="folder-again">
      <button type="button" className="button" onClick={() => void open()}>
        <FolderOpen size={16} aria-hidden="true" /> {again(name)}
      </button>{' '}
      <span className="soft">{refused ? words.folderRefused : words.folderAgainWhy}</span>
      <button
        type="button"
        className="button quiet icon"
        aria-label={forget(name)}
        title={forget(name)}
        onClick={onForget}
      >
        <X size={16} aria-hidden="true" />
      </button>
    </p>
  );
}
