import type { ReactNode } from 'react';
import { useSetup } from './hooks.tsx';

interface Props {
  readonly label: string;
  /** As files and the command line write it. */
  readonly raw: string;
}

/** The name of a setting or a metric: in words, and in the lab as the key under which it is stored. */
export function Named({ label, raw }: Props): ReactNode {
  const lab = useSetup(({ link }) => link.mode === 'lab');
  return lab ? <code title={label}>{raw}</code> : label;
}
