/** A fault with a designed answer: what happened (`said`) and the way out (`fix`), each one clear sentence. */
export class VisplayError extends Error {
  readonly code: string;
  readonly said: string;
  readonly fix: string;

  constructor(code: string, said: string, fix: string, options?: ErrorOptions) {
    super(`${said} ${fix}`, options);
    this.name = 'VisplayError';
    this.code = code;
    this.said = said;
    this.fix = fix;
  }
}

/** A fault as plain data, for events and for the worker boundary. */
export interface Fault {
  readonly code: string;
  readonly said: string;
  readonly fix: string;
}

/** Any thrown value as a fault; what nobody designed for keeps its own message. */
export function faultOf(thrown: unknown): Fault {
  if (thrown instanceof VisplayError) return { code: thrown.code, said: thrown.said, fix: thrown.fix };
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'unexpected', said, fix: 'Export the run to keep it, then reload the page.' };
}
