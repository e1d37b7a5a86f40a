import { Lock, Play } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { brief, megabytes } from '../../ui/figures.ts';
import { strings } from '../../ui/strings.ts';
import { ActionButton } from '../ActionButton.tsx';
import { useApp, useSession, useTray } from '../hooks.tsx';

const words = strings.hero;

/** The first thing to read where nothing runs yet, with the one button that matters. */
export function Hero(): ReactNode {
  const pictures = useTray((tray) => tray.pictures.length);
  const machine = useStore(useApp().machine);
  const worker = useSession((session) => session.worker);
  const kind = useSession((session) => session.kind);
  const failed = useSession((session) => session.faults.some((shown) => shown.fatal));
  const opening =
    kind === 'live' && !failed && (worker === 'empty' || worker === 'opening' || worker === 'ready');
  const where = strings.chip.would;
  return (
    <section className="panel hero" aria-labelledby="hero-title">
      <h1 id="hero-title">{words.title}</h1>
      <p className="lead">{words.lead}</p>
      {opening ? (
        <Opening />
      ) : (
        <div className="go">
          <ActionButton id="start" className="primary large" icon={<Play size={18} aria-hidden="true" />}>
            {pictures > 0 ? words.start(pictures) : strings.actions.start}
          </ActionButton>
          <span className="soft small">
            {machine === null
              ? where.asking
              : machine.webgpu === 'hardware'
                ? where.hardware(machine.adapter)
                : where[machine.webgpu]}
          </span>
          <span className="soft small private">
            <Lock size={13} aria-hidden="true" /> {words.private}
          </span>
        </div>
      )}
      {pictures === 0 && !opening ? <p className="soft">{words.needPictures}</p> : null}
    </section>
  );
}

/** Progress of loading, with sizes, so that nobody waits for something unknown. */
function Opening(): ReactNode {
  const opening = useSession((session) => session.opening);
  const share =
    opening === null || opening.totalBytes === 0 ? null : opening.loadedBytes / opening.totalBytes;
  return (
    <output className="opening">
      <p>
        {words.opening}
        {opening === null ? null : (
          <span className="soft number">
            {' '}
            {opening.file}: {megabytes(opening.loadedBytes)}
            {share === null ? '' : ` of ${megabytes(opening.totalBytes)} (${brief(share * 100)} %)`}
          </span>
        )}
      </p>
      <progress aria-label={words.opening} value={share ?? undefined} max={1} />
    </output>
  );
}
