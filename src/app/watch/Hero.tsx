import { Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import { strings } from '../../ui/strings.ts';
import { useSession, useTray } from '../hooks.tsx';
import { GoLive } from './GoLive.tsx';

const words = strings.hero;

/** The first thing to read where nothing runs yet, with the one button that matters. */
export function Hero(): ReactNode {
  const pictures = useTray((tray) => tray.pictures.length);
  const live = useSession((session) => session.kind === 'live');
  return (
    <section className="panel hero" aria-labelledby="hero-title">
      <h1 id="hero-title">{words.title}</h1>
      <p className="lead">{words.lead}</p>
      <GoLive />
      <p className="soft small private">
        <Lock size={13} aria-hidden="true" /> {words.private}
      </p>
      {pictures === 0 && !live ? <p className="soft">{words.needPictures}</p> : null}
    </section>
  );
}
