import { FolderOpen, X } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { faultOf } from '../../errors.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useApp } from '../hooks.tsx';
import { readAgain, rememberedFolder, rememberFolder } from './folderShelf.ts';
import { takeFolder } from './takeFolder.ts';

const words = laterStrings.models;

interface Props {
  /** what the folder is remembered under */
  readonly of: string;
}

/** A folder of an earlier visit, one click away: the browser asks before it is read. */
export function FolderAgain({ of }: Props): ReactNode {
  const app = useApp();
  const [handle, setHandle] = useState<FileSystemDirectoryHandle | null>(null);
  const [refused, setRefused] = useState(false);
  useEffect(() => {
    let here = true;
    void rememberedFolder(of)
      .catch(() => null)
      .then((found) => {
        if (here) setHandle(found);
      });
    return () => {
      here = false;
    };
  }, [of]);
  if (handle === null) return null;
  const open = async (): Promise<void> => {
    const given = await readAgain(handle);
    setRefused(given === null);
    if (given !== null) await takeFolder(app, given).catch((thrown: unknown) => app.session.report(faultOf(thrown))); // prettier-ignore
  };
  return (
    <p className="small" data-testid="folder-again">
      <button type="button" className="button" onClick={() => void open()}>
        <FolderOpen size={16} aria-hidden="true" /> {words.folderAgain(handle.name)}
      </button>{' '}
      <span className="soft">{refused ? words.folderRefused : words.folderAgainWhy}</span>
      <button
        type="button"
        className="button quiet icon"
        aria-label={words.folderForget(handle.name)}
        title={words.folderForget(handle.name)}
        onClick={() => {
          setHandle(null);
          void rememberFolder(of, null).catch(() => undefined);
        }}
      >
        <X size={16} aria-hidden="true" />
      </button>
    </p>
  );
}
