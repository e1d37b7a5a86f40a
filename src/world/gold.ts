declare const sealed: unique symbol;

/**
 * A gold answer, sealed: plain data that survives a worker message or a file, but no string, number or label, so that
 * a training path cannot take it for one. Gold exists for measuring and for the named oracle control, never for
 * training; whoever opens it says which of the two it is.
 */
export interface Gold<T> {
  readonly gold: T;
  readonly [sealed]?: 'gold';
}

export function seal<T>(gold: T): Gold<T> {
  return { gold };
}

/** Opens a gold answer. `purpose` is there to be read and searched for: every use of gold names what it is for. */
export function openGold<T>(gold: Gold<T>, purpose: 'measure' | 'oracle control'): T {
  void purpose;
  return gold.gold;
}
