/** What a person adds to a run: words, and how often they preferred which of its two answers without knowing whose. */
export interface RunNote {
  readonly runId: string;
  readonly note: string;
  readonly blind: BlindCount;
}

export interface BlindCount {
  readonly evolved: number;
  readonly base: number;
  readonly ties: number;
}

export const noBlind: BlindCount = { evolved: 0, base: 0, ties: 0 };

/** Notes at rest. They live beside the runs, not in them: the worker writes a run while its note is being typed. */
export interface NoteStore {
  all(): Promise<readonly RunNote[]>;
  put(note: RunNote): Promise<void>;
  remove(runId: string): Promise<void>;
}
