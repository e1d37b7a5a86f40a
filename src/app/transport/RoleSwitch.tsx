import type { ReactNode } from 'react';
import type { Role } from '../../loop/events.ts';
import { RoleMark } from '../../ui/RoleMark.tsx';
import { strings } from '../../ui/strings.ts';
import { ActionButton } from '../ActionButton.tsx';
import type { ActionId } from '../actions.ts';
import { useSession, useSetup } from '../hooks.tsx';
import { onlyRole } from '../setup/onlyRole.ts';

const choices: readonly { readonly id: ActionId; readonly role: Role | null }[] = [
  { id: 'both roles', role: null },
  { id: 'questioner only', role: 'questioner' },
  { id: 'reasoner only', role: 'reasoner' },
];

/** Both roles or one: live a setting of the next run, else a filter on the stages of this one. */
export function RoleSwitch(): ReactNode {
  const chosen = useSetup(({ link }) => onlyRole(link.config));
  const busy = useSession(
    ({ kind, worker }) => kind === 'live' && ['running', 'pausing', 'paused'].includes(worker),
  );
  return (
    <fieldset
      className="role-switch"
      aria-label={strings.transport.roles}
      title={busy ? strings.transport.nextRun : undefined}
    >
      {choices.map(({ id, role }) => (
        <ActionButton
          key={id}
          id={id}
          iconOnly
          pressed={role === chosen}
          icon={
            <>
              {role === 'reasoner' ? null : <RoleMark of="questioner" />}
              {role === 'questioner' ? null : <RoleMark of="reasoner" />}
            </>
          }
        />
      ))}
    </fieldset>
  );
}
