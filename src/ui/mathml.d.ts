import type { HTMLAttributes } from 'react';

/** MathML Core elements that the formulas use; React renders them, its types do not list them. */
type MathElement = HTMLAttributes<Element> & { readonly display?: 'block' | 'inline' };

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      math: MathElement;
      mrow: MathElement;
      mi: MathElement;
      mn: MathElement;
      mo: MathElement;
      mtext: MathElement;
      mfrac: MathElement;
      msub: MathElement;
    }
  }
}
