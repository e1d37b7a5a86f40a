import { Check, Copy } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { copyText } from './copyText.ts';
import { strings } from './strings.ts';

interface Props {
  /** Asked for when it is pressed. */
  readonly text: () => string;
  readonly label: string;
  /** It is what one came for. */
  readonly primary?: boolean;
}

const SAID_MS = 2500;

/** Copies a text and says so; where copying is not allowed, it says that. */
export function CopyButton({ text, label, primary = false }: Props): ReactNode {
  const [said, setSaid] = useState<'copied' | 'refused' | null>(null);
  async function copy(): Promise<void> {
    setSaid(await copyText(text()));
    setTimeout(() => setSaid(null), SAID_MS);
  }
  return (
    <button type="button" className={`button ${primary ? 'primary' : ''}`} onClick={() => void copy()}>
      {said === 'copied' ? <Check size={15} aria-hidden="true" /> : <Copy size={15} aria-hidden="true" />}
      <span aria-live="polite">{said === null ? label : strings.copy[said]}</span>
    </button>
  );
}
