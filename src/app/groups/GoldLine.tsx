import type { ReactNode } from 'react';
import type { GoldVerdict } from '../../loop/observe.ts';
import { laterStrings } from '../../ui/laterStrings.ts';

const words = laterStrings.groups;

/** What the drawing itself says, beside the silver answer. */
export function GoldLine({ gold }: { readonly gold: GoldVerdict | null }): ReactNode {
  if (gold === null) return null;
  return (
    <p className="small" title={words.goldWhy} data-testid="gold">
      {gold.gold === null ? (
        words.goldNone
      ) : (
        <>
          {words.gold}: <strong>{gold.gold}</strong>
        </>
      )}{' '}
      <span className={gold.right ? 'vote' : 'negative'}>{gold.right ? '✓' : `✗ ${words.silverWrong}`}</span>
    </p>
  );
}
