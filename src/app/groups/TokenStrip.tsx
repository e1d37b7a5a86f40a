import { useState, type ReactNode } from 'react';
import { moveFocus } from '../../ui/arrowKeys.ts';
import { fixed, signed } from '../../ui/figures.ts';
import { Segments } from '../../ui/Segments.tsx';
import { laterStrings } from '../../ui/laterStrings.ts';
import { Explained } from '../explain/Explained.tsx';
import { largestChange, ratioOf, shadeOf, type Token, type TokenView } from './tokens.ts';
import './TokenStrip.css';

const words = laterStrings.groups;

/** A rollout token by token, coloured by how unsure the model was or by what the update did; one token in figures. */
export function TokenStrip({
  tokens,
  trained,
}: {
  readonly tokens: readonly Token[];
  /** Whether the update learned from it: only then it was scored again. */
  readonly trained: boolean;
}): ReactNode {
  const scoredAgain = tokens.some(({ after }) => after !== null);
  const [wanted, setWanted] = useState<TokenView>('surprise');
  const [chosen, setChosen] = useState<number | null>(null);
  const view = scoredAgain ? wanted : 'surprise';
  const token = chosen === null ? undefined : tokens[chosen];
  const largest = largestChange(tokens);
  if (tokens.length === 0) return <p className="soft small">{words.tokensMissing}</p>;
  return (
    <div className="token-strip" data-testid="tokens">
      <Segments
        label={words.tokens}
        value={view}
        options={[
          { value: 'surprise', label: words.tokenViews.surprise },
          { value: 'change', label: words.tokenViews.change, disabled: !scoredAgain },
        ]}
        onChoose={setWanted}
      />
      <p className="soft small">
        {scoredAgain
          ? words.tokenViewsWhy[view](fixed(largest, 3))
          : trained
            ? words.notScoredAgain
            : words.notLearned}
      </p>
      <div className="tokens" role="toolbar" aria-label={words.tokens} data-arrows>
        {tokens.map((one, at) => (
          <button
            // A rollout never changes: the place of a token is what it is known by.
            // oxlint-disable-next-line react/no-array-index-key
            key={at}
            type="button"
            tabIndex={at === (chosen ?? 0) ? 0 : -1}
            aria-pressed={at === chosen}
            style={{ background: backgroundOf(one, view, largest) }}
            onClick={() => setChosen(at)}
            onPointerEnter={() => setChosen(at)}
            onKeyDown={moveFocus}
          >
            {shownText(one.text)}
          </button>
        ))}
      </div>
      <Figures token={token} tokens={tokens} scoredAgain={scoredAgain} />
    </div>
  );
}

/** Spaces and line breaks are part of a token: seen, so that one can point at them. */
const shownText = (text: string): string =>
  text === '' ? '∅' : text.replace(/^ /, '␣').replaceAll('\n', '⏎');

function backgroundOf(token: Token, view: TokenView, largest: number): string {
  const shade = shadeOf(token, view, largest);
  const colour = view === 'surprise' || shade < 0 ? 'var(--negative)' : 'var(--vote)';
  // At most two fifths of the colour: the text on it stays readable in both themes.
  return `color-mix(in srgb, ${colour} ${Math.round(40 * Math.abs(shade))}%, var(--sunken))`;
}

function Figures({
  token,
  tokens,
  scoredAgain,
}: {
  readonly token: Token | undefined;
  readonly tokens: readonly Token[];
  readonly scoredAgain: boolean;
}): ReactNode {
  const logProb = token?.logProb ?? tokens.reduce((sum, one) => sum + one.logProb, 0);
  const after = token === undefined ? tokens.reduce((sum, one) => sum + (one.after ?? 0), 0) : token.after;
  const ratio = token === undefined ? Math.exp((after ?? 0) - logProb) : ratioOf(token);
  return (
    <dl className="token-figures number small">
      <div>
        <dt>{token === undefined ? words.total : words.token}</dt>
        <dd>
          {token === undefined ? '' : <code>{shownText(token.text)}</code>} {words.logProb}{' '}
          <Explained what="logProb">{fixed(logProb, 3)}</Explained>
        </dd>
      </div>
      {token === undefined ? null : (
        <div>
          <dt>{words.probability}</dt>
          <dd>
            <Explained what="probability" filled={`exp(${fixed(logProb, 3)})`}>
              {fixed(Math.exp(logProb), 3)}
            </Explained>
          </dd>
        </div>
      )}
      {scoredAgain && after !== null ? (
        <div>
          <dt>{words.probabilityAfter}</dt>
          <dd>
            <Explained
              what="probabilityAfter"
              filled={
                token === undefined
                  ? `${fixed(after, 3)} − (${fixed(logProb, 3)})`
                  : `exp(${fixed(after, 3)})`
              }
            >
              {token === undefined ? signed(after - logProb, 3) : fixed(Math.exp(after), 3)}
            </Explained>{' '}
            <span className="soft">
              {words.ratio}{' '}
              <Explained what="ratio" filled={`exp(${fixed(after, 3)} − (${fixed(logProb, 3)}))`}>
                {fixed(ratio, 3)}
              </Explained>
            </span>
          </dd>
        </div>
      ) : null}
    </dl>
  );
}
