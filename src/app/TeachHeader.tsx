import { EyeOff, Keyboard, Maximize, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { ActionButton } from './ActionButton.tsx';
import { Brand, Chip } from './Header.tsx';

/** Above a projected lesson: whether the run is live or recorded, and the way out. The keys do the rest. */
export function TeachHeader(): ReactNode {
  return (
    <header className="header teach-header">
      <div className="top">
        <Brand />
        <Chip />
        <ActionButton id="blank" iconOnly className="quiet" icon={<EyeOff size={22} aria-hidden="true" />} />
        <ActionButton
          id="fullscreen"
          iconOnly
          className="quiet"
          icon={<Maximize size={22} aria-hidden="true" />}
        />
        <ActionButton
          id="shortcuts"
          iconOnly
          className="quiet"
          icon={<Keyboard size={22} aria-hidden="true" />}
        />
        <ActionButton id="teach" iconOnly className="quiet" icon={<X size={22} aria-hidden="true" />} />
      </div>
    </header>
  );
}
