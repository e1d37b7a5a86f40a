import type { ReactNode } from 'react';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useApp } from '../hooks.tsx';
import { FolderAgain } from './FolderAgain.tsx';
import { nameOf, refFrom } from './modelRef.ts';
import { modelsOf, storedOf } from './models.ts';
import { useModels, useRemembered } from './useModels.tsx';

const words = laterStrings.models;

/** What a link or a run asked for and is not here: an offer, never a request by itself. */
export function WantedModel(): ReactNode {
  const app = useApp();
  const models = modelsOf(app);
  const wanted = useModels((state) => state.wanted);
  const stored = useModels((state) => state.stored);
  const { handle, forget } = useRemembered(wanted?.startsWith('folder:') === true ? wanted : null);
  if (wanted === null) return null;
  const ref = refFrom(wanted);
  if (ref.kind === 'hub' && storedOf(stored, ref)?.state === 'whole') return null;
  const url = ref.kind === 'url' ? new URL(ref.url, document.baseURI) : null;
  return (
    <div className="wanted" aria-live="polite">
      {handle === null ? (
        <p>
          <strong>{words.wanted(nameOf(wanted))}</strong>{' '}
          {ref.kind === 'hub'
            ? words.wantedHub
            : url === null
              ? words.wantedFolder
              : words.wantedUrl(url.host)}
        </p>
      ) : (
        <>
          <p>
            <strong>{words.wantedAgain(nameOf(wanted))}</strong>
          </p>
          <FolderAgain handle={handle} onForget={forget} />
        </>
      )}
      {url === null ? null : (
        <button
          type="button"
          className="button"
          onClick={() => {
            models.setState(({ allowed }) => ({ allowed: new Set([...allowed, url.href]), wanted: null }));
            app.screen.setState({ sheet: null });
          }}
        >
          {words.allow(url.host)}
        </button>
      )}
    </div>
  );
}
