import type { ReactNode } from 'react';
import { Explained } from '../explain/Explained.tsx';
import { filledQuestionReward } from '../explain/filledMember.ts';
import { FormulaMath } from './FormulaMath.tsx';
import { fixed, signed } from '../../ui/figures.ts';
import { strings } from '../../ui/strings.ts';
import type { QuestionReward } from '../../rewards/questionReward.ts';
import './RewardMath.css';

interface Props {
  readonly reward: QuestionReward;
  /** Without the later addends that are zero, and with two digits. */
  readonly compact?: boolean;
}

/** A questioner reward as a sum: every addend with its own arithmetic. */
export function RewardMath({ reward, compact = false }: Props): ReactNode {
  const sum = reward.terms.reduce((total, term) => total + term.value, 0);
  const cut = reward.total - sum;
  const digits = compact ? 2 : 3;
  const shown = compact
    ? reward.terms.filter((term, place) => place === 0 || term.value !== 0)
    : reward.terms;
  return (
    <table className="reward-math">
      <tbody>
        {shown.map((term) => (
          <tr key={term.key}>
            <th scope="row">
              {strings.terms[term.key]}
              <FormulaMath formula={term.formula} />
            </th>
            <td className={`number ${term.value < 0 ? 'negative' : ''}`}>{signed(term.value, digits)}</td>
          </tr>
        ))}
        {Math.abs(cut) < 1e-6 ? null : (
          <tr>
            <th scope="row">
              {strings.groups.cut}
              <FormulaMath formula={`max(0, ${fixed(sum, digits)})`} />
            </th>
            <td className="number">{signed(cut, digits)}</td>
          </tr>
        )}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{strings.groups.reward} r</th>
          <td className="number">
            <Explained what="questionReward" filled={filledQuestionReward(reward)}>
              {fixed(reward.total, digits)}
            </Explained>
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
