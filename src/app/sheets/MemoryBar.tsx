import type { ReactNode } from 'react';
import type { Use } from '../../device/details.ts';
import { size } from '../../ui/figures.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useApp } from '../hooks.tsx';
import { showKnob } from '../setup/showKnob.ts';

const words = laterStrings.device;
const sizeOf = (megabytes: number): string => size(megabytes * 1e6);

/** Memory in use against its cap, with the way to the setting that moves the cap. */
export function MemoryBar({ use }: { readonly use: Use }): ReactNode {
  const app = useApp();
  const { usedMegabytes: used, expectedMegabytes: expected, budgetMegabytes: budget } = use;
  const cap = budget === 0 ? null : budget;
  const of = cap ?? expected;
  return (
    <div className="memory">
      <p>
        {used === null ? words.memoryIdle : words.memoryUsed(sizeOf(used))}{' '}
        {expected === null ? '' : words.memoryExpected(sizeOf(expected))}{' '}
        {cap === null ? words.memoryUsual : words.memoryCap(sizeOf(cap))}{' '}
        <button
          type="button"
          className="link-button"
          onClick={() => {
            app.screen.setState({ sheet: null });
            queueMicrotask(() => showKnob(app, 'device.memoryBudget'));
          }}
        >
          {words.changeCap}
        </button>
      </p>
      {used === null || of === null ? null : (
        <meter aria-label={words.memoryMeter} min={0} max={Math.max(of, used)} value={used} />
      )}
    </div>
  );
}
