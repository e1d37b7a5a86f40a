import type { Fault } from '../errors.ts';
import { strings } from './strings.ts';

/** A fault in one line: what happened and the way out, in the language of the page. */
export function faultText(fault: Fault): string {
  const { said, fix } = strings.faults.told(fault);
  return `${said} ${fix}`;
}
