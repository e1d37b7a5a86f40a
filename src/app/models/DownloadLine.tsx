import type { ReactNode } from 'react';
import { size } from '../../ui/figures.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { strings } from '../../ui/strings.ts';
import { useApp } from '../hooks.tsx';
import { duration } from '../session/progress.ts';
import { modelsOf, type Load } from './models.ts';
import { faultText } from '../../ui/faultText.ts';

const words = laterStrings.models;

interface Props {
  readonly name: string;
  readonly link: string;
  readonly load: Load;
}

/** How far a download is, of all files and of the one that comes in; or why it stopped, and the way out. */
export function DownloadLine({ name, link, load }: Props): ReactNode {
  const models = modelsOf(useApp());
  const { fault, progress, running, repo } = load;
  if (!running) {
    return fault === null ? null : (
      <p className="small negative" role="alert" data-fault={fault.code}>
        {faultText(fault)}
      </p>
    );
  }
  return (
    <div className="download">
      <progress
        aria-label={words.progress(name)}
        max={1}
        value={progress === null ? undefined : progress.allLoaded / Math.max(1, progress.allTotal)}
      />
      <button
        type="button"
        className="button quiet"
        aria-label={words.cancelNamed(name)}
        onClick={() => models.cancel(link)}
      >
        {strings.actions.cancel}
      </button>
      <p className="small number">
        {progress === null ? (
          words.connecting(new URL(repo.host).host)
        ) : (
          <>
            {[
              words.progressOf(size(progress.allLoaded), size(progress.allTotal)),
              progress.bytesPerSecond === null ? null : words.speed(size(progress.bytesPerSecond)),
              progress.secondsLeft === null ? null : words.left(duration(progress.secondsLeft)),
            ]
              .filter((part) => part !== null)
              .join(' · ')}
            <br />
            <span className="soft">
              {words.file(progress.file, size(progress.loadedBytes), size(progress.totalBytes))}
            </span>
          </>
        )}
      </p>
    </div>
  );
}
