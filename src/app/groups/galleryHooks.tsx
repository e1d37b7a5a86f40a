import { useStore } from 'zustand';
import type { Thumbnail } from '../../images/thumbnail.ts';
import { useApp, useRun } from '../hooks.tsx';

/** The small copy of a picture of the shown run, and its name. */
export function usePicture(id: string): {
  readonly shown: Thumbnail | string | undefined;
  readonly name: string;
} {
  const shown = useStore(useApp().gallery, (gallery) => gallery.get(id));
  const pictures = useRun((run) => run.header?.pictures);
  return { shown, name: pictures?.find((picture) => picture.id === id)?.name ?? id };
}
