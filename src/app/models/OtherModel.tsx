import { FolderOpen } from 'lucide-react';
import { useState, type DragEvent, type ReactNode } from 'react';
import { faultOf, VisplayError, type Fault } from '../../errors.ts';
import { repoFrom } from '../../hub/address.ts';
import { addedByDrop, addedByPicker, type AddedFile } from '../../images/dropped.ts';
import { checkBaseName } from '../../model/adapterBase.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useApp } from '../hooks.tsx';
import { pickFiles } from '../pickFiles.ts';
import { adapterOf, folderOf } from './droppedFolder.ts';
import { linkOf, namedBase } from './modelRef.ts';
import { modelsOf } from './models.ts';
import { useModels, usePlace } from './useModels.tsx';

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
  const take = (added: readonly AddedFile[]): Promise<void> =>
    attempt(async () => {
      if (added.length === 0) return;
      const adapter = await adapterOf(added);
      if (adapter !== null) {
        checkBaseName(adapter.name, adapter.baseName, namedBase(app.setup.getState().link.model));
        app.setup.chooseAdapter(adapter);
        return;
      }
      const dropped = folderOf(added);
      if (dropped === null)
        throw new VisplayError('no-model-folder', words.folderEmpty, words.folderEmptyFix);
      models.setState({ dropped, wanted: null });
      app.setup.chooseModel(linkOf({ kind: 'folder', name: dropped.name }));
    });

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
          onClick={() => void pickFiles({ folder: true }).then((files) => take(addedByPicker(files)))}
        >
          <FolderOpen size={16} aria-hidden="true" /> {words.folder}
        </button>
        <span className="soft">{words.folderWhy}</span>
      </p>
      {fault === null ? null : (
        <p className="small negative" role="alert" data-fault={fault.code}>
          {fault.said} {fault.fix}
        </p>
      )}
    </section>
  );
}

/** Files dropped here are a model, not pictures for the tray. */
function dropsOn(take: (added: readonly AddedFile[]) => Promise<void>): {
  onDragOver: (event: DragEvent) => void;
  onDrop: (event: DragEvent) => void;
} {
  return {
    onDragOver: (event) => event.preventDefault(),
    onDrop(event) {
      event.preventDefault();
      event.stopPropagation();
      void allOf(addedByDrop(event.dataTransfer)).then(take);
    },
  };
}

async function allOf(added: AsyncIterable<AddedFile>): Promise<readonly AddedFile[]> {
  const all: AddedFile[] = [];
  for await (const one of added) all.push(one);
  return all;
}
