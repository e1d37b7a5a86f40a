import type { Fault } from '../../errors.ts';
import { inLocale } from '../figures.ts';

/** The texts of a fault in another language, by the English sentence; `{}` are the values in it. */
export interface FaultTexts {
  /** for sentences that have no row; `{}` is what was said in English. The page's own texts need none. */
  readonly said?: string;
  readonly fix?: string;
  /** in English, and in the other language with `{0}`, `{1}` where the values go */
  readonly rows?: readonly (readonly [string, string])[];
}

type Tables = Readonly<Record<string, FaultTexts>>;
interface Row {
  readonly pattern: RegExp;
  readonly text: string;
}

const rowsMade = new WeakMap<FaultTexts, readonly Row[]>();

function rowsOf(texts: FaultTexts): readonly Row[] {
  const known = rowsMade.get(texts);
  if (known !== undefined) return known;
  const rows = (texts.rows ?? []).map(([english, text]) => {
    const literal = english.split('{}').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    // Values may be of any length and stand over lines.
    return { pattern: new RegExp(`^${literal.join('([^]*?)')}$`), text };
  });
  rowsMade.set(texts, rows);
  return rows;
}

/** A sentence in the other language with its values; null where there is no row for it. */
export function toldSentence(tables: Tables, code: string, english: string): string | null {
  const own = tables[code];
  if (own === undefined) return null;
  for (const { pattern, text } of rowsOf(own)) {
    const values = pattern.exec(english)?.slice(1);
    if (values === undefined) continue;
    // A value may be a sentence of its own: that of the notice, of the device that went away.
    return text.replace(/\{(\d)\}/g, (_blank, at: string) => innerSentence(tables, code, values[Number(at)] ?? '')); // prettier-ignore
  }
  return null;
}

function innerSentence(tables: Tables, code: string, value: string): string {
  // A number, maybe with its unit: 0.25, 1.5 GB.
  if (/^[−-]?\d+\.\d+(?: ?[\p{L}%]+)?$/u.test(value)) return inLocale(value);
  if (!value.includes(' ') && !/^[a-z]+$/.test(value)) return value;
  const own = toldSentence(tables, code, value);
  if (own !== null) return own;
  // Whole sentences alone are looked for among the others: a name could be any of their parts.
  if (!value.endsWith('.')) return value;
  for (const other of Object.keys(tables)) {
    const told = toldSentence(tables, other, value);
    if (told !== null) return told;
  }
  return value;
}

/** The same fault, told from these tables; what no table knows stays as it is. */
export function toldFault(tables: Tables, { code, said, fix }: Fault): Fault {
  const texts = tables[code];
  if (texts === undefined) return { code, said, fix };
  return {
    code,
    said: toldSentence(tables, code, said) ?? texts.said?.split('{}').join(said) ?? said,
    fix: fix === '' ? fix : (toldSentence(tables, code, fix) ?? texts.fix ?? fix),
  };
}
