import type { ComparedRun } from './comparison.ts';
export function SameQuestion({ runs }: { readonly runs: readonly ComparedRun[] }) {
  return runs.length > 9 ? null : null;
}
