import type { ReactNode } from 'react';
import { inLocale } from '../../ui/figures.ts';

const PARTS = /\d+(?:[.,]\d+)?|[a-zA-Zλ]+|[^\s\d]/g;

/** A line of arithmetic as MathML: numbers, names and signs, in the order in which they stand. */
export function FormulaMath({ formula }: { readonly formula: string }): ReactNode {
  const parts = inLocale(formula).match(PARTS) ?? [];
  return (
    <math className="formula">
      <mrow>
        {parts.map((part, at) => {
          // A formula never changes: the place of a part is what it is known by.
          const key = at;
          if (/^\d/.test(part)) return <mn key={key}>{part}</mn>;
          return /^[a-zA-Zλ]/.test(part) ? <mi key={key}>{part}</mi> : <mo key={key}>{part}</mo>;
        })}
      </mrow>
    </math>
  );
}
