import { useEffect, useState, type ReactNode } from 'react';
import { strings } from '../../ui/strings.ts';
import { useApp } from '../hooks.tsx';
import { takeDrop, takePaste } from '../importing.ts';

/** The whole page takes drops and pastes; while something is held over it, it says so. */
export function DropZone(): ReactNode {
  const app = useApp();
  const [over, setOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const listeners = new AbortController();
    const { signal } = listeners;
    const turn = (by: number): void => {
      depth = Math.max(0, depth + by);
      setOver(depth > 0);
    };
    window.addEventListener('dragenter', (event) => holdsFiles(event) && turn(1), { signal });
    window.addEventListener('dragleave', (event) => holdsFiles(event) && turn(-1), { signal });
    window.addEventListener('dragover', (event) => event.preventDefault(), { signal });
    window.addEventListener(
      'drop',
      (event) => {
        event.preventDefault();
        turn(-depth);
        if (event.dataTransfer !== null) takeDrop(app, event.dataTransfer);
      },
      { signal },
    );
    window.addEventListener(
      'paste',
      (event) => {
        if (event.clipboardData !== null && takePaste(app, event.clipboardData)) event.preventDefault();
      },
      { signal },
    );
    return () => listeners.abort();
  }, [app]);
  if (!over) return null;
  return (
    <div className="drop-zone">
      <div>
        <strong>{strings.pictures.dropNow}</strong>
        <p className="soft">{strings.pictures.dropHint}</p>
      </div>
    </div>
  );
}
