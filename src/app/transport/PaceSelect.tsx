import type { ReactNode } from 'react';
import type { Pace } from '../../loop/pace.ts';
import { strings } from '../../ui/strings.ts';
import { useApp, useScreen } from '../hooks.tsx';

const paces: readonly Pace[] = ['slow', 'normal', 'fast'];
const words = strings.transport;

/** How fast the run is told; slow motion holds a live run, too, after everything that there is to read. */
export function PaceSelect(): ReactNode {
  const { screen } = useApp();
  const pace = useScreen((state) => state.pace);
  return (
    <select
      className="pace"
      aria-label={words.pace}
      title={words.paces[pace]}
      value={pace}
      onChange={(event) => {
        const chosen = paces.find((one) => one === event.target.value);
        if (chosen !== undefined) screen.setState({ pace: chosen });
      }}
    >
      {paces.map((one) => (
        <option key={one} value={one} title={words.paces[one]}>
          {words.short[one]}
        </option>
      ))}
    </select>
  );
}
