/** What is wrong with a checkpoint or an input, for code that has to tell cases apart. */
export type CheckpointErrorCode =
  | 'missing-file'
  | 'unreadable-file'
  | 'bad-json'
  | 'bad-config'
  | 'unknown-architecture'
  | 'truncated'
  | 'bad-header'
  | 'wrong-dtype'
  | 'wrong-shape'
  | 'missing-tensor'
  | 'unexpected-tensor'
  | 'bad-values'
  | 'bad-input';

/** A checkpoint or model input that cannot be used: the message says what is wrong, then what to do. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
  readonly code: CheckpointErrorCode;
  /** what the person can do about it */
  readonly fix: string;

  constructor(code: CheckpointErrorCode, what: string, fix: string) {
    super(`${what} ${fix}`);
    this.code = code;
    this.fix = fix;
  }
}
