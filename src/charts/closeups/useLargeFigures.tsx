import { useSyncExternalStore } from 'react';
import { useSetup } from '../../app/hooks.tsx';

/** As in `Closeups.css`. */
const narrow = (): MediaQueryList => matchMedia('(max-width: 899.98px)');

function subscribe(listener: () => void): () => void {
  const query = narrow();
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

/**
 * Whether a drawing that is as wide as a phone needs other proportions: in the mode teach its figures have 20 px there
 * too. Where there is room, the drawing is scaled up with its figures.
 */
export function useLargeFigures(): boolean {
  const isNarrow = useSyncExternalStore(subscribe, () => narrow().matches);
  return useSetup(({ link }) => link.mode === 'teach') && isNarrow;
}
