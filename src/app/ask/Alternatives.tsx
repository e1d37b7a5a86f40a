import type { ReactNode } from 'react';
import type { ReadToken } from '../../model/vlm.ts';
import { fixed, percent } from '../../ui/figures.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { Explained } from '../explain/Explained.tsx';
import { visible } from './SpokenTokens.tsx';

const words = laterStrings.ask;

/** What else could have been said at one token, and how much of the attention went to the picture. */
export function Alternatives({ token }: { readonly token: ReadToken }): ReactNode {
  const { text, logProb, alternatives, attention } = token;
  const rows = alternatives.some((one) => one.text === text)
    ? alternatives
    : [...alternatives, { text, logProb }];
  const toPicture = attention.reduce((sum, share) => sum + share, 0);
  return (
    <div className="alternatives small" data-testid="alternatives">
      <table>
        <caption>{words.alternatives}</caption>
        <tbody>
          {rows.map((one) => {
            const probability = Math.exp(one.logProb);
            return (
              <tr key={one.text} className={one.text === text ? 'said' : ''}>
                <th scope="row">
                  <code>{visible(one.text)}</code>
                </th>
                <td className="bar" aria-hidden="true">
                  <span style={{ inlineSize: `${100 * probability}%` }} />
                </td>
                <td className="number">
                  <Explained what="alternative" filled={`exp(${fixed(one.logProb, 3)})`}>
                    {probability < 0.005 ? '<\u00a01\u00a0%' : percent(probability)}
                  </Explained>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {attention.length === 0 ? null : (
        <p className="soft">
          <Explained what="attention" filled={`Σ ${attention.length}`}>
            {words.looked(percent(toPicture))}
          </Explained>
        </p>
      )}
    </div>
  );
}
