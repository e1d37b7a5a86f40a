import type { ReactNode } from 'react';

interface Props {
  readonly name: string;
  readonly className?: string;
  readonly children: ReactNode;
}

/** Holds what may be wider than the screen; the arrow keys scroll it, so it takes the focus. */
export function ScrollSideways({ name, className = '', children }: Props): ReactNode {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex, jsx-a11y/prefer-tag-over-role -- it scrolls
    <div role="group" aria-label={name} tabIndex={0} className={`scroll-x ${className}`}>
      {children}
    </div>
  );
}
