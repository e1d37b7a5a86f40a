import type { ReactNode } from 'react';
import { useSetup } from './hooks.tsx';
import type { Part as PartName } from './setup/layout.ts';

interface Props {
  readonly name: PartName;
  readonly children: ReactNode;
}

/** A part of the page that a link can take away with `hide=`. */
export function Part({ name, children }: Props): ReactNode {
  return useSetup(({ link }) => link.hide.includes(name)) ? null : children;
}
