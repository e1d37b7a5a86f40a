import { Download, RotateCw, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { repoFrom } from '../../hub/address.ts';
import { millions, size } from '../../ui/figures.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useApp } from '../hooks.tsx';
import { letGo } from '../storage/letGo.ts';
import { DownloadLine } from './DownloadLine.tsx';
import { FitLine } from './FitLine.tsx';
import { ModelName, TakeButton } from './ModelName.tsx';
import type { ModelRow } from './modelRows.ts';
import { keptModel, modelsOf } from './models.ts';
import { useModels, usePlace } from './useModels.tsx';

const words = laterStrings.models;

/** A model of a hub: what it is, whether it fits, and the next thing to do with it. */
export function HubModel({ row }: { readonly row: ModelRow }): ReactNode {
  const { leaving } = useApp();
  const { name, id, licence, link, load, stored } = row;
  const going = useStore(leaving, (ids) => stored !== null && ids.has(keptModel(stored.name)));
  const here = going ? null : stored;
  const facts = [
    row.need !== null && 'parameters' in row.need ? words.parameters(millions(row.need.parameters)) : null,
    licence === null ? null : words.licence(licence),
    here === null && row.downloadBytes !== null ? words.toFetch(size(row.downloadBytes)) : null,
    here?.state === 'whole' ? words.whole(size(here.bytes)) : null,
    here?.state === 'partial' && load?.running !== true ? words.part(size(here.bytes)) : null,
  ].filter((fact) => fact !== null);
  return (
    <li className="model" data-model={link}>
      <ModelName name={name} link={link} />
      <p className="soft small number">
        {id === null ? null : <code>{id}</code>} {facts.join(' · ')}
      </p>
      {id === null ? null : <FitLine need={row.need} />}
      {here?.state === 'torn' && load?.running !== true ? (
        <p className="small negative">{words.torn}</p>
      ) : null}
      {load === null ? null : <DownloadLine name={name} link={link} load={load} />}
      <span className="buttons">
        <Buttons row={{ ...row, stored: here }} />
      </span>
    </li>
  );
}

/** What can be done with it now. */
function Buttons({
  row: { name, id, link, load, stored, downloadBytes },
}: {
  readonly row: ModelRow;
}): ReactNode {
  const app = useApp();
  const models = modelsOf(app);
  const host = useModels((state) => state.host);
  const place = usePlace();
  if (load?.running === true) return null;
  const fetchIt = (): void => {
    // What was begun goes on from where it came; a link says the name alone.
    const begun = stored?.host ?? load?.repo.host ?? host;
    void models.download(repoFrom(link, begun), place);
  };
  const remove = ({ name: folder }: { readonly name: string }): void =>
    letGo(app, { id: keptModel(folder), kind: 'checkpoint', name, remove: () => models.remove(folder) });
  return (
    <>
      {stored?.state === 'whole' ? (
        <TakeButton name={name} link={link} />
      ) : id === null ? null : stored === null && load === null ? (
        <button type="button" className="button" aria-label={words.downloadNamed(name)} onClick={fetchIt}>
          <Download size={16} aria-hidden="true" />
          {downloadBytes === null ? words.otherDownload : words.download(size(downloadBytes))}
        </button>
      ) : (
        <button type="button" className="button" aria-label={words.resumeNamed(name)} onClick={fetchIt}>
          <RotateCw size={16} aria-hidden="true" /> {words.resume}
        </button>
      )}
      {stored === null ? null : (
        <button
          type="button"
          className="button quiet icon"
          aria-label={words.remove(name)}
          title={words.remove(name)}
          onClick={() => remove(stored)}
        >
          <Trash2 size={16} aria-hidden="true" />
        </button>
      )}
    </>
  );
}
