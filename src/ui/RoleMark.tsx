import type { ReactNode } from 'react';
import type { Role } from '../loop/events.ts';

/** The role's colour and shape: questioner orange triangle, reasoner blue disc. Never colour alone. */
export function RoleMark({ of, size = 12 }: { readonly of: Role; readonly size?: number }): ReactNode {
  return (
    <svg className="role-mark" width={size} height={size} viewBox="0 0 12 12" aria-hidden="true">
      {of === 'questioner' ? (
        <path d="M6 1 L11.4 10.8 H0.6 Z" fill="var(--questioner)" stroke="var(--questioner-text)" />
      ) : (
        <circle cx="6" cy="6" r="5" fill="var(--reasoner)" stroke="var(--reasoner-text)" />
      )}
    </svg>
  );
}
