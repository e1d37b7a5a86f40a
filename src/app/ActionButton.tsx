import type { ReactNode } from 'react';
import type { ActionId } from './actions.ts';
import { actions } from './actions.ts';
import { useAction } from './hooks.tsx';
import { keySigns } from './keys.ts';

interface Props {
  readonly id: ActionId;
  readonly icon?: ReactNode;
  /** Shown instead of the action's own label, which stays the spoken one. */
  readonly children?: ReactNode;
  readonly className?: string;
  /** Only the icon is seen; the label is spoken and shown on hover. */
  readonly iconOnly?: boolean;
  /** Where it is one of several that stay pressed. */
  readonly pressed?: boolean;
}

/** A button that does a registered action. */
export function ActionButton({
  id,
  icon,
  children,
  className = '',
  iconOnly = false,
  pressed,
}: Props): ReactNode {
  const action = useAction(id);
  const { key } = actions[id];
  const hint = key === undefined ? action.label : `${action.label} (${keySigns(key)})`;
  return (
    <button
      type="button"
      className={`button ${iconOnly ? 'icon' : ''} ${className}`}
      disabled={!action.enabled}
      title={hint}
      aria-label={iconOnly ? action.label : undefined}
      aria-pressed={pressed}
      data-action={id}
      onClick={action.perform}
    >
      {icon}
      {iconOnly ? null : (children ?? action.label)}
    </button>
  );
}
