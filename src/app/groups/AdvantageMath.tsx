import type { Attributes, HTMLAttributes, ReactNode } from 'react';
import { fixed, signed } from '../../ui/figures.ts';
import type { Group } from '../../grpo/group.ts';

/** MathML Core elements that the formula uses; React renders them, its types do not list them. */
type MathElement = Attributes & HTMLAttributes<Element> & { readonly display?: 'block' | 'inline' };

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      math: MathElement;
      mrow: MathElement;
      mi: MathElement;
      mn: MathElement;
      mo: MathElement;
      mfrac: MathElement;
      msqrt: MathElement;
      msup: MathElement;
    }
  }
}

interface Props {
  readonly reward: number;
  readonly advantage: number;
  readonly group: Pick<Group, 'mean' | 'deviation'>;
  /** Whether the run divides by σ; without it the advantage is r − μ. */
  readonly divided: boolean;
}

/** Â = (r − μ) / (σ + ε) with the numbers of this member. */
export function AdvantageMath({ reward, advantage, group, divided }: Props): ReactNode {
  const difference = (
    <mrow>
      <mn>{fixed(reward, 3)}</mn>
      <mo>−</mo>
      <mn>{bracketed(group.mean)}</mn>
    </mrow>
  );
  return (
    <math className="formula">
      <mi>Â</mi>
      <mo>=</mo>
      {divided ? (
        <mfrac>
          <mrow>
            <mi>r</mi>
            <mo>−</mo>
            <mi>μ</mi>
          </mrow>
          <mrow>
            <mi>σ</mi>
            <mo>+</mo>
            <mi>ε</mi>
          </mrow>
        </mfrac>
      ) : (
        <mrow>
          <mi>r</mi>
          <mo>−</mo>
          <mi>μ</mi>
        </mrow>
      )}
      <mo>=</mo>
      {divided ? (
        <mfrac>
          {difference}
          <mn>{fixed(group.deviation, 3)}</mn>
        </mfrac>
      ) : (
        difference
      )}
      <mo>=</mo>
      <mn className="result">{signed(advantage, 2)}</mn>
    </math>
  );
}

const bracketed = (value: number): string => (value < 0 ? `(${fixed(value, 3)})` : fixed(value, 3));
