import { ChevronRight } from 'lucide-react';
import { lazy, Suspense, type ReactNode } from 'react';
import type { Role } from '../../loop/events.ts';
import { strings } from '../../ui/strings.ts';
import { RoleMark } from '../../ui/RoleMark.tsx';
import { useRun } from '../hooks.tsx';
import { placeOfWork, places, type Place } from './phase.ts';

// Of live runs only.
const WorkBar = lazy(async () => ({ default: (await import('./WorkBar.tsx')).WorkBar }));

interface Props {
  readonly place: Place;
  readonly title: string;
  readonly colour?: Role | 'vote' | null;
  /** What the arrow into this box carried last; a new value moves something along it once. */
  readonly pulse: string | null;
  /** Opens the detail of this stage; null while there is none. */
  readonly onOpen: (() => void) | null;
  /** What happens here in a few plain words. */
  readonly gist: string | null;
  /** The same in a sentence: until something comes, and above it where there is room. */
  readonly caption: string | null;
  readonly children: ReactNode;
}

/** One box of the picture: its title is the door to the detail, and the whole box is its handle. */
export function Station({
  place,
  title,
  colour = null,
  pulse,
  onOpen,
  gist,
  caption,
  children,
}: Props): ReactNode {
  const work = useRun((run) => run.work);
  const active = work !== null && placeOfWork[work.work] === place;
  const mark = colour === 'questioner' || colour === 'reasoner' ? <RoleMark of={colour} /> : null;
  return (
    <section
      className={`panel station ${place} ${colour === null ? '' : `of-${colour}`} ${active ? 'active' : ''}`}
      aria-label={title}
      data-spot={place === 'picture-station' ? 'picture' : place}
    >
      <span className="arrow" aria-hidden="true">
        {pulse === null ? null : <span key={pulse} className="carried" />}
      </span>
      {pulse === null ? null : <span key={`to ${pulse}`} className="arrived" aria-hidden="true" />}
      <h2>
        <span className="ordinal number" aria-hidden="true">
          {places.indexOf(place) + 1}
        </span>
        {mark}
        {onOpen === null ? (
          title
        ) : (
          <button type="button" className="door" title={strings.loop.door} onClick={onOpen}>
            {title}
            <ChevronRight size={15} aria-hidden="true" />
          </button>
        )}
        {active && work.done > 0 ? (
          <span className="now number">{strings.progress.of(work.done, work.of)}</span>
        ) : (
          <span className="gist soft small">{gist}</span>
        )}
      </h2>
      {caption === null ? null : <p className="caption soft">{caption}</p>}
      {children}
      <Suspense fallback={null}>{active ? <WorkBar /> : null}</Suspense>
    </section>
  );
}
