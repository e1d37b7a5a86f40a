import type { ReactNode } from 'react';
import { size } from '../../ui/figures.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import type { Fault } from '../../errors.ts';
import type { Need } from './modelCalls.ts';
import { faultText } from '../../ui/faultText.ts';

const words = laterStrings.models;

/** Whether this device can run it, before anything of it is fetched. */
export function FitLine({ need }: { readonly need: Need | Fault | null }): ReactNode {
  if (need === null) return <p className="small soft">{words.weighing}</p>;
  if ('said' in need) {
    return <p className="small negative">{faultText(need)}</p>;
  }
  const fits = need.runs['smolvlm-quick'].expected !== null;
  return (
    <p className={`small number ${fits ? 'vote' : 'negative'}`}>
      <span aria-hidden="true">{fits ? '✓ ' : '✗ '}</span>
      {fits
        ? `${words.fits(size(need.weights))}${need.packing === 'exact' ? '' : ` (${words.heldIn[need.packing]})`}`
        : tooLarge(need)}
    </p>
  );
}

function tooLarge({ runs, budget }: Need): string {
  const { least } = runs['smolvlm-quick'];
  return least === null ? words.neverFits(size(budget)) : words.tooLarge(size(least), size(budget));
}
