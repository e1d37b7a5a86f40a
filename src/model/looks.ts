let made = 0;

/**
 * How some weight sets see: stands for the values of their vision tower and connector. Sets share it for as long as
 * these are the same, so what one of them sees in a picture is what the others see.
 */
export class Looks {
  readonly id = made++;
  /** called once, when no set sees so any more */
  readonly whenGone = new Set<(looks: Looks) => void>();
  #sets = 1;

  /** One more set sees so. */
  join(): this {
    this.#sets += 1;
    return this;
  }

  /** A set changes how it sees, or is disposed. */
  leave(): void {
    this.#sets -= 1;
    if (this.#sets > 0) return;
    for (const tell of this.whenGone) tell(this);
    this.whenGone.clear();
  }
}
