import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { strings } from '../../ui/strings.ts';
import './Alerts.css';
import { Fix } from '../Fix.tsx';
import { useRun } from '../hooks.tsx';

/** What the run found worth saying, newest first. */
export function Alerts({ most }: { readonly most?: number }): ReactNode {
  const alerts = useRun((run) => run.alerts);
  const newest = alerts.toReversed().slice(0, most);
  if (newest.length === 0) return most === undefined ? <p className="soft">{strings.run.noAlerts}</p> : null;
  return (
    <ul className="alerts">
      {newest.map(({ sequence, position, fault }) => (
        <li key={sequence}>
          <TriangleAlert size={16} aria-hidden="true" />
          <p>
            <span className="soft number">
              {strings.silver.round(position.round)}, {position.stage}
              {position.step > 0 ? position.step : ''}
            </span>{' '}
            {strings.faults.told(fault).said}{' '}
            <span className="soft">
              <Fix text={strings.faults.told(fault).fix} />
            </span>
          </p>
        </li>
      ))}
    </ul>
  );
}
