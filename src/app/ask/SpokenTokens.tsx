import type { ReactNode } from 'react';
import type { ReadToken } from '../../model/vlm.ts';
import { moveFocus } from '../../ui/arrowKeys.ts';
import { percent } from '../../ui/figures.ts';
import { laterStrings } from '../../ui/laterStrings.ts';

interface Props {
  readonly tokens: readonly ReadToken[];
  readonly chosen: number;
  readonly onChoose: (at: number) => void;
}

/** What was said, token by token: the less sure, the more colour. Pointing at one or moving to it chooses it. */
export function SpokenTokens({ tokens, chosen, onChoose }: Props): ReactNode {
  return (
    <div
      className="answer tokens"
      data-arrows
      role="toolbar"
      aria-label={laterStrings.ask.tokens}
      data-testid="spoken"
    >
      {tokens.map(({ text, logProb }, at) => {
        const probability = Math.exp(logProb);
        return (
          <button
            // Tokens have no name but their place.
            // oxlint-disable-next-line react/no-array-index-key
            key={at}
            type="button"
            className="token"
            aria-pressed={at === chosen}
            aria-label={laterStrings.ask.token(visible(text), percent(probability))}
            tabIndex={at === chosen ? 0 : -1}
            style={{
              background: `color-mix(in srgb, var(--negative) ${Math.round(48 * (1 - probability))}%, transparent)`,
            }}
            onClick={() => onChoose(at)}
            onPointerEnter={(event) => {
              if (event.pointerType === 'mouse') onChoose(at);
            }}
            onKeyDown={moveFocus}
          >
            {visible(text)}
          </button>
        );
      })}
    </div>
  );
}

/** A token that is only space, or a line break, must be seen as well. */
export const visible = (token: string): string =>
  token === '' ? '∅' : token.replaceAll('\n', '↵').replace(/^ +$/, (spaces) => '␣'.repeat(spaces.length));
