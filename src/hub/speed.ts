/** How fast bytes come in: an average that forgets, so that a stall shows within seconds. */
export class Speed {
  readonly #now: () => number;
  readonly #halfLife: number;
  #last: number;
  #rate: number | null = null;
  #waiting = 0;

  /** `now` in seconds on a monotonic clock. */
  constructor(now: () => number, halfLife = 3) {
    this.#now = now;
    this.#halfLife = halfLife;
    this.#last = now();
  }

  add(bytes: number): void {
    this.#waiting += bytes;
    const elapsed = this.#now() - this.#last;
    // Chunks come many at a time: what is between two of them says nothing.
    if (elapsed < 0.1) return;
    const rate = this.#waiting / elapsed;
    const keep = this.#rate === null ? 0 : 2 ** (-elapsed / this.#halfLife);
    this.#rate = keep * (this.#rate ?? 0) + (1 - keep) * rate;
    this.#waiting = 0;
    this.#last += elapsed;
  }

  /** Null until there is something to go by. */
  get bytesPerSecond(): number | null {
    return this.#rate;
  }
}
