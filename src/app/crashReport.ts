import { faultOf } from '../errors.ts';
import { faultText } from '../ui/faultText.ts';

/** What is thrown as it was said, in the language of the program. */
export const rawText = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);

/** The fault in the language of the page; null for what nobody designed for, which has only its raw text. */
export function toldCrash(thrown: unknown): string | null {
  const fault = faultOf(thrown);
  return fault.code === 'unexpected' ? null : faultText(fault);
}

/** What a bug report needs of a crash. */
export function crashReport(thrown: unknown, address: string, browser: string): string {
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : rawText(thrown);
  return [`address: ${address}`, `browser: ${browser}`, '', text].join('\n');
}
