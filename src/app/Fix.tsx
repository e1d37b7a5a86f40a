import type { ReactNode } from 'react';
import { configKeys, type ConfigKey } from '../loop/config.ts';
import { useApp } from './hooks.tsx';
import { showKnob } from './setup/showKnob.ts';

const isKey = (part: string): part is ConfigKey => configKeys.some((key) => key === part);
/** Between the settings that a text names: `reward.balance`, `votes.unanswerable=true`. */
const around = /((?:[a-z]+\.[a-zA-Z]+))/;

/** The way out of a fault in words, in which every setting that it names leads to its control. */
export function Fix({ text }: { readonly text: string }): ReactNode {
  const app = useApp();
  return text.split(around).map((part, at) =>
    isKey(part) ? (
      // oxlint-disable-next-line react/no-array-index-key -- the parts of one text never move
      <button key={at} type="button" className="link-button" onClick={() => showKnob(app, part)}>
        {part}
      </button>
    ) : (
      part
    ),
  );
}
