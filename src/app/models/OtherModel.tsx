import { FolderOpen } from 'lucide-react';
import { useState, type DragEvent, type ReactNode } from 'react';
import { faultOf, type Fault } from '../../errors.ts';
import { repoFrom } from '../../hub/address.ts';
import { addedByDrop, type AddedFile } from '../../images/dropped.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useApp } from '../hooks.tsx';
import { canRemember, droppedHandle, pickFolder, type GivenFolder } from './folderShelf.ts';
import { modelsOf } from './models.ts';
import { takeFolder } from './takeFolder.ts';
import { useModels, usePlace } from './useModels.tsx';
import { faultText } from '../../ui/faultText.ts';

const words = laterStrings.models;

/** Any other model of the family: by its name on a hub, or as a folder of this machine. */
export function OtherModel(): ReactNode {
  const app = useApp();
  const models = modelsOf(app);
  const host = useModels((state) => state.host);
  const place = usePlace();
  const [text, setText] = useState('');
  const [fault, setFault] = useState<Fault | null>(null);

  async function attempt(work: () => void | Promise<void>): Promise<void> {
    setFault(null);
    try {
      await work();
    } catch (thrown) {
      setFault(faultOf(thrown));
    }
  }
  const take = (given: GivenFolder): Promise<void> => attempt(() => takeFolder(app, given));

  return (
    <section aria-labelledby="other-title" {...dropsOn(take)}>
      <h3 id="other-title">{words.other}</h3>
      <p className="soft small">{words.otherWhy}</p>
      <form
        className="entry"
        onSubmit={(event) => {
          event.preventDefault();
          void attempt(() => {
            void models.download(repoFrom(text, host), place);
            setText('');
          });
        }}
      >
        <input
          aria-label={words.otherLabel}
          placeholder="HuggingFaceTB/SmolVLM-256M-Instruct"
          spellCheck={false}
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit" className="button" disabled={text.trim() === ''}>
          {words.otherDownload}
        </button>
      </form>
      <p className="folder small">
        <button
          type="button"
          className="button"
          onClick={() => void attempt(async () => take(await pickFolder()))}
        >
          <FolderOpen size={16} aria-hidden="true" /> {words.folder}
        </button>
        <span className="soft">
          {words.folderWhy} {canRemember() ? words.folderKept : words.folderNotKept}
        </span>
      </p>
      {fault === null ? null : (
        <p className="small negative" role="alert" data-fault={fault.code}>
          {faultText(fault)}
        </p>
      )}
    </section>
  );
}

/** A folder dropped here is a model or an adapter, not pictures for the tray. */
function dropsOn(take: (given: GivenFolder) => Promise<void>): {
  onDragOver: (event: DragEvent) => void;
  onDrop: (event: DragEvent) => void;
} {
  return {
    onDragOver: (event) => event.preventDefault(),
    onDrop(event) {
      event.preventDefault();
      event.stopPropagation();
      const handle = droppedHandle(event.dataTransfer);
      const added = allOf(addedByDrop(event.dataTransfer));
      void Promise.all([added, handle]).then(([files, found]) => take({ added: files, handle: found }));
    },
  };
}

async function allOf(added: AsyncIterable<AddedFile>): Promise<readonly AddedFile[]> {
  const all: AddedFile[] = [];
  for await (const one of added) all.push(one);
  return all;
}
