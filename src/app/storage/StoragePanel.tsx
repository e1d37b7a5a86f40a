import { Trash2 } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { canKeep, keepCopy } from '../../device/offline.ts';
import { faultOf } from '../../errors.ts';
import { size, percent } from '../../ui/figures.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { strings } from '../../ui/strings.ts';
import type { App } from '../app.ts';
import { useApp } from '../hooks.tsx';
import { keptHere, roomHere, type Kept, type Room } from './kept.ts';
import { letGo } from './letGo.ts';

const words = laterStrings.storage;

interface Stock {
  readonly kept: readonly Kept[];
  readonly room: Room | null;
  /** Whether this browser could keep the model for visits without a network. */
  readonly canKeep: boolean;
}

async function stockOf(app: App): Promise<Stock> {
  const [kept, room, can] = await Promise.all([keptHere(app), roomHere(), canKeep()]);
  return { kept, room, canKeep: can };
}

/** What this page keeps on the visitor's machine: how much of what, and a way to be rid of each. */
export function StoragePanel(): ReactNode {
  const app = useApp();
  const [stock, setStock] = useState<Stock | null>(null);
  const going = useStore(app.leaving);
  useEffect(() => {
    void stockOf(app).then(setStock);
  }, [app]);

  const look = async (): Promise<void> => setStock(await stockOf(app));
  const remove = (one: Kept): void => letGo(app, one, look);

  if (stock === null) return <p className="soft">{words.looking}</p>;
  const shown = stock.kept.filter(({ id }) => !going.has(id));
  const modelKept = shown.some(({ kind }) => kind === 'model');
  return (
    <section aria-labelledby="storage-title">
      <div className="titled">
        <h3 id="storage-title">{words.title}</h3>
      </div>
      <p className="soft small">{words.private}</p>
      <RoomBar room={stock.room} />
      {shown.length === 0 ? <p className="soft">{words.nothing}</p> : null}
      <ul className="kept">
        {shown.map((one) => (
          <li key={one.id} data-kept={one.id}>
            <span>
              {one.name}{' '}
              <span className="soft small">
                {one.goesOn === true ? laterStrings.library.goingOn : words.kinds[one.kind]}
              </span>
            </span>
            <span className="number soft">{size(one.bytes)}</span>
            <button
              type="button"
              className="button quiet icon"
              aria-label={words.remove(one.name)}
              title={words.remove(one.name)}
              disabled={one.goesOn === true}
              onClick={() => remove(one)}
            >
              <Trash2 size={16} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
      {stock.canKeep && !modelKept ? <KeepModel onKept={() => void look()} /> : null}
    </section>
  );
}

function RoomBar({ room }: { readonly room: Room | null }): ReactNode {
  if (room === null) return null;
  const share = room.quota === 0 ? 0 : room.used / room.quota;
  return (
    <div className="room">
      <meter aria-label={words.room} min={0} max={1} high={0.8} value={share} />
      <span className="soft small number">
        {words.roomUsed(size(room.used), size(room.quota), share < 0.01 ? '<1 %' : percent(share))}
      </span>
    </div>
  );
}

/** The model for visits without a network, which is the visitor's choice. */
function KeepModel({ onKept }: { readonly onKept: () => void }): ReactNode {
  const [progress, setProgress] = useState<{ readonly done: number; readonly of: number } | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  async function keep(): Promise<void> {
    setFailed(null);
    setProgress({ done: 0, of: 0 });
    try {
      await keepCopy('model', (done, of) => setProgress({ done, of }));
      onKept();
    } catch (thrown) {
      setFailed(strings.faults.told(faultOf(thrown)).said);
    }
    setProgress(null);
  }
  return (
    <div className="keep">
      <p>{words.keepWhy}</p>
      {progress === null ? (
        <button type="button" className="button" onClick={() => void keep()}>
          {words.keepModel}
        </button>
      ) : (
        <output className="small">
          {words.keeping(size(progress.done), size(progress.of))}
          <progress aria-label={words.keepModel} value={progress.done} max={progress.of || 1} />
        </output>
      )}
      {failed === null ? null : (
        <p className="negative" role="alert">
          {words.keepFailed} {failed}
        </p>
      )}
    </div>
  );
}
