import type { ReactNode } from 'react';
import type { Group } from '../../grpo/group.ts';
import { fixed } from '../../ui/figures.ts';

/**
 * How a group's mean and deviation come from its rewards: μ = Σr / G and σ² = Σ(r − μ)² / (G − 1), in its numbers.
 * Without a root: its sign only grows where a font for formulas is installed.
 */
export function GroupMath({ group }: { readonly group: Pick<Group, 'rewards' | 'mean'> }): ReactNode {
  const { rewards, mean } = group;
  const sum = rewards.reduce((total, reward) => total + reward, 0);
  const squares = rewards.reduce((total, reward) => total + (reward - mean) ** 2, 0);
  if (rewards.length < 2) return null;
  return (
    <p className="group-math soft" data-testid="group-math">
      <math>
        <mi>μ</mi>
        <mo>=</mo>
        <mfrac>
          <mrow>
            <mo>Σ</mo>
            <mi>r</mi>
          </mrow>
          <mi>G</mi>
        </mfrac>
        <mo>=</mo>
        <mfrac>
          <mn>{fixed(sum, 3)}</mn>
          <mn>{rewards.length}</mn>
        </mfrac>
      </math>
      <math>
        <msup>
          <mi>σ</mi>
          <mn>2</mn>
        </msup>
        <mo>=</mo>
        <mfrac>
          <mrow>
            <mo>Σ</mo>
            <msup>
              <mrow>
                <mo>(</mo>
                <mi>r</mi>
                <mo>−</mo>
                <mi>μ</mi>
                <mo>)</mo>
              </mrow>
              <mn>2</mn>
            </msup>
          </mrow>
          <mrow>
            <mi>G</mi>
            <mo>−</mo>
            <mn>1</mn>
          </mrow>
        </mfrac>
        <mo>=</mo>
        <mfrac>
          <mn>{fixed(squares, 3)}</mn>
          <mn>{rewards.length - 1}</mn>
        </mfrac>
      </math>
    </p>
  );
}
