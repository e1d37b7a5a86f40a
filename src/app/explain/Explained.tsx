import type { ReactNode } from 'react';
import type { MetricKey } from '../../loop/metrics.ts';
import type { NumberName } from './numbers.ts';

interface Props {
  /** A metric by its key, or another number of the page by its name. */
  readonly what: MetricKey | NumberName;
  /** Its formula with its own numbers, without the result; that of a metric is found from the step. */
  readonly filled?: string | undefined;
  /** Of a metric: the step that it was measured in. */
  readonly at?: string | null | undefined;
  /**
   * How a key comes to it: by Tab; by the arrow keys from one of its kind, within `data-arrows`; or with the control that
   * it is the text of.
   */
  readonly reach?: 'tab' | 'arrows' | 'control';
  readonly className?: string;
  /** The number as it is printed. */
  readonly children: ReactNode;
}

/** A number that says what it is when it is pointed at, focused or tapped: `Explanation.tsx` listens for all of them. */
export function Explained({ what, filled, at, reach = 'tab', className = '', children }: Props): ReactNode {
  return (
    <span
      className={`explained ${className}`}
      // It has nothing to do but to be read: no button, and one can still come to it by key.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={reach === 'tab' ? 0 : reach === 'arrows' ? -1 : undefined}
      data-explain={what}
      data-filled={filled}
      data-at={at}
    >
      {children}
    </span>
  );
}
