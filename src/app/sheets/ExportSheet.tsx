import { Download } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { faultOf } from '../../errors.ts';
import { runName } from '../../runs/runName.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { count, size } from '../../ui/figures.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import type { Parcel } from '../exports.ts';
import { useApp, useScreen } from '../hooks.tsx';
import './sheets.css';

const words = laterStrings.exporting;
const none: ReadonlyMap<string, Uint8Array> = new Map();

function sentenceOf(thrown: unknown): string {
  const { said, fix } = faultOf(thrown);
  return `${said} ${fix}`;
}

/** A small file in kilobytes, so that no part of it reads as nothing. */
const fileSize = (bytes: number): string =>
  bytes < 1e5 ? `${count(Math.max(1, Math.round(bytes / 1e3)))} kB` : size(bytes);

/** Takes a run along as one file: what goes into it, and how large that is, before it is saved. */
export function ExportSheet({ onClose }: { readonly onClose: () => void }): ReactNode {
  const app = useApp();
  const chosen = useScreen((screen) => screen.exported);
  const [parcel, setParcel] = useState<Parcel | null>(null);
  const [checkpoint, setCheckpoint] = useState(true);
  const [thumbnails, setThumbnails] = useState(false);
  const [saving, setSaving] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => {
    let here = true;
    import('../exports.ts')
      .then(({ parcelOf }) => parcelOf(app, chosen))
      .then((made) => (here ? setParcel(made) : undefined))
      .catch((thrown: unknown) => setFailed(sentenceOf(thrown)));
    return () => {
      here = false;
    };
  }, [app, chosen]);

  async function save(made: Parcel): Promise<void> {
    setSaving(true);
    try {
      const { saveParcel } = await import('../exports.ts');
      await saveParcel(made, {
        checkpoint: checkpoint && made.checkpoint !== null,
        thumbnails: thumbnails ? made.thumbnails : none,
      });
      onClose();
    } catch (thrown) {
      setFailed(sentenceOf(thrown));
    }
    setSaving(false);
  }

  return (
    <Dialog title={words.title} onClose={onClose} className="export-dialog">
      <div className="body">
        <p className="soft">{words.lead}</p>
        {failed === null ? null : (
          <p className="negative" role="alert">
            {failed}
          </p>
        )}
        {parcel === null ? (
          failed === null ? (
            <output className="soft">{words.measuring}</output>
          ) : null
        ) : (
          <Parts
            parcel={parcel}
            checkpoint={checkpoint}
            thumbnails={thumbnails}
            saving={saving}
            onCheckpoint={setCheckpoint}
            onThumbnails={setThumbnails}
            onSave={() => void save(parcel)}
          />
        )}
      </div>
    </Dialog>
  );
}

interface PartsProps {
  readonly parcel: Parcel;
  readonly checkpoint: boolean;
  readonly thumbnails: boolean;
  readonly saving: boolean;
  readonly onCheckpoint: (on: boolean) => void;
  readonly onThumbnails: (on: boolean) => void;
  readonly onSave: () => void;
}

function Parts(props: PartsProps): ReactNode {
  const { parcel, checkpoint, thumbnails, saving, onCheckpoint, onThumbnails, onSave } = props;
  const pictures = [...parcel.thumbnails.values()];
  const pictureBytes = pictures.reduce((sum, { length }) => sum + length, 0);
  const whole = parcel.events + (checkpoint ? (parcel.checkpoint ?? 0) : 0) + (thumbnails ? pictureBytes : 0);
  return (
    <>
      <p>
        <strong>{runName(parcel.runId)}</strong> <code className="small">{parcel.runId}.visplay</code>
      </p>
      <ul className="parts-of-file">
        <Part label={words.events} why={words.eventsWhy} size={fileSize(parcel.events)} on />
        <Part
          label={words.checkpoint}
          why={parcel.checkpoint === null ? words.noCheckpoint : words.checkpointWhy}
          size={parcel.checkpoint === null ? '–' : fileSize(parcel.checkpoint)}
          on={checkpoint && parcel.checkpoint !== null}
          {...(parcel.checkpoint === null ? {} : { onTick: onCheckpoint })}
        />
        <Part
          label={words.thumbnails(pictures.length)}
          why={pictures.length === 0 ? words.noThumbnails : words.thumbnailsWhy}
          size={pictures.length === 0 ? '–' : fileSize(pictureBytes)}
          on={thumbnails && pictures.length > 0}
          {...(pictures.length === 0 ? {} : { onTick: onThumbnails })}
        />
      </ul>
      <div className="titled">
        <span className="number" data-testid="export-size">
          {words.whole(fileSize(whole))}
        </span>
        <button type="button" className="button primary" disabled={saving} onClick={onSave}>
          <Download size={16} aria-hidden="true" /> {saving ? words.saving : words.save}
        </button>
      </div>
    </>
  );
}

interface PartProps {
  readonly label: string;
  readonly why: string;
  readonly size: string;
  readonly on: boolean;
  /** Absent where there is nothing to choose. */
  readonly onTick?: (on: boolean) => void;
}

function Part({ label, why, size: bytes, on, onTick }: PartProps): ReactNode {
  return (
    <li>
      <label>
        <input
          type="checkbox"
          checked={on}
          disabled={onTick === undefined}
          onChange={(event) => onTick?.(event.target.checked)}
        />
        <span>
          {label}
          <span className="soft small">{why}</span>
        </span>
        <span className="number">{bytes}</span>
      </label>
    </li>
  );
}
