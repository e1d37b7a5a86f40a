import { Upload } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { size } from '../../ui/figures.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useApp } from '../hooks.tsx';
import { pushingOf } from './pushing.ts';
import { faultText } from '../../ui/faultText.ts';

const words = laterStrings.push;

interface Props {
  readonly host: string;
  readonly ready: boolean;
}

/** The button, how far a push is, and what came of it. */
export function PushState({ host, ready }: Props): ReactNode {
  const { phase, progress, url, fault } = useStore(pushingOf(useApp()));
  const uploading = phase === 'upload' && progress !== null && progress.total > 0 ? progress : null;
  return (
    <div className="push-state" aria-live="polite">
      <button type="submit" className="button primary" disabled={!ready || phase !== null}>
        <Upload size={16} aria-hidden="true" /> {words.start(new URL(host).host)}
      </button>
      {phase === null ? null : (
        <p className="small number">
          {words.phases[phase]}
          {uploading === null ? '' : `: ${words.uploaded(size(uploading.done), size(uploading.total))}`}
          <progress
            aria-label={words.phases[phase]}
            max={1}
            value={uploading === null ? undefined : uploading.done / uploading.total}
          />
        </p>
      )}
      {url === null ? null : (
        <p className="small" data-testid="pushed">
          {words.done}{' '}
          <a href={url} target="_blank" rel="noopener noreferrer">
            {url}
          </a>
        </p>
      )}
      {fault === null ? null : (
        <p className="small negative" role="alert" data-fault={fault.code}>
          {faultText(fault)}
        </p>
      )}
    </div>
  );
}
