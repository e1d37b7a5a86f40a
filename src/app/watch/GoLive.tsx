import { Play } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { brief, megabytes } from '../../ui/figures.ts';
import { strings } from '../../ui/strings.ts';
import { ActionButton } from '../ActionButton.tsx';
import { useApp, useSession, useSetup, useTray } from '../hooks.tsx';

const words = strings.hero;
/** Bytes of the model that comes with the page; the build counts them. */
const embeddedBytes = import.meta.env.VITE_EMBEDDED_BYTES ?? 0;

/** The one step from looking to running: what it takes and where it runs, then how far it has come, and the way back. */
export function GoLive(): ReactNode {
  const pictures = useTray((tray) => tray.pictures.length);
  const preparing = useSession((session) => session.preparing);
  const failed = useSession((session) => session.faults.some((shown) => shown.fatal));
  const opening = useSession(
    ({ kind, worker }) =>
      kind === 'live' && (worker === 'empty' || worker === 'opening' || worker === 'ready'),
  );
  if (preparing || (opening && !failed)) return <Opening />;
  return (
    <div className="go-live">
      <ActionButton id="start" className="primary large" icon={<Play size={18} aria-hidden="true" />}>
        {pictures > 0 ? words.start(pictures) : strings.actions.start}
      </ActionButton>
      <Facts />
    </div>
  );
}

function Facts(): ReactNode {
  const machine = useStore(useApp().machine);
  const own = useSetup(({ link }) => link.model !== null);
  const where = strings.chip.would;
  const on =
    machine === null
      ? where.asking
      : machine.webgpu === 'hardware'
        ? where.hardware(machine.adapter)
        : where[machine.webgpu];
  return (
    <p className="facts soft small">
      {own || embeddedBytes === 0 ? '' : `${words.size(megabytes(embeddedBytes))} · `}
      {on}
    </p>
  );
}

/** Progress of loading, with sizes, so that nobody waits for something unknown. */
function Opening(): ReactNode {
  const opening = useSession((session) => session.opening);
  const share =
    opening === null || opening.totalBytes === 0 ? null : opening.loadedBytes / opening.totalBytes;
  return (
    <div className="opening">
      <output>
        {words.opening}
        {opening === null ? null : (
          <span className="soft number small">
            {' '}
            {opening.file}: {megabytes(opening.loadedBytes)}
            {share === null ? '' : words.ofBytes(megabytes(opening.totalBytes), brief(share * 100))}
          </span>
        )}
      </output>
      <div className="row">
        <progress aria-label={words.opening} value={share ?? undefined} max={1} />
        <ActionButton id="cancel" />
      </div>
    </div>
  );
}
