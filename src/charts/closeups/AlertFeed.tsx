import { Bell, BellRing } from 'lucide-react';
import type { ReactNode } from 'react';
import { useApp, useRun } from '../../app/hooks.tsx';
import { stepKey } from '../../app/session/runState.ts';
import { alarmRules } from '../../loop/alarms.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { strings } from '../../ui/strings.ts';

const words = laterStrings.closeups;

/** The alarms: what each listens for, whether it rang, and where. None of them changes the run. */
export function AlertFeed(): ReactNode {
  const { screen } = useApp();
  const { told } = strings.faults;
  const alerts = useRun((run) => run.alerts);
  const known = new Set(alarmRules.map(({ code }) => code));
  const others = alerts.filter(({ fault }) => !known.has(fault.code));
  return (
    <ul className="alarm-list">
      {alarmRules.map(({ code, rule }) => {
        const rang = alerts.filter(({ fault }) => fault.code === code);
        return (
          <li key={code} className={rang.length > 0 ? 'rang' : ''}>
            {rang.length > 0 ? (
              <BellRing size={16} aria-hidden="true" />
            ) : (
              <Bell size={16} aria-hidden="true" />
            )}
            <div>
              <p>
                {words.ringsWhen} {rule}.
              </p>
              {rang.length === 0 ? (
                <p className="soft small">{words.quiet}</p>
              ) : (
                rang.map(({ sequence, position, fault }) => (
                  <p key={sequence} className="small">
                    <button
                      type="button"
                      className="link-button"
                      onClick={() => {
                        screen.chooseStep(stepKey(position));
                        screen.show('groups');
                      }}
                    >
                      {laterStrings.groups.place(stepKey(position))}
                    </button>
                    : {told(fault).said} <span className="soft">{told(fault).fix}</span>
                  </p>
                ))
              )}
            </div>
          </li>
        );
      })}
      {others.map(({ sequence, position, fault }) => (
        <li key={sequence} className="rang">
          <BellRing size={16} aria-hidden="true" />
          <p>
            <span className="soft number">{laterStrings.groups.place(stepKey(position))}</span>{' '}
            {told(fault).said} <span className="soft">{told(fault).fix}</span>
          </p>
        </li>
      ))}
    </ul>
  );
}
