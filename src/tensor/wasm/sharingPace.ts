/** Milliseconds lost by sharing work, more than it has won, after which it rests; and the most that is held in its favour. */
const mostLost = 2;
const mostWon = 20;
/** How long it rests, ms: at first, and at most, when it loses again and again. */
const firstRest = 20;
const longestRest = 2000;

/**
 * Whether sharing work among threads pays on this machine now. Where other programs hold the cores, a thread that was
 * given a piece may have to wait for one, and the calling thread for it, many times longer than the piece takes. After a
 * net loss nothing is shared for a while, longer each time; so threads cost next to nothing where they do not help.
 */
export class SharingPace {
  /** milliseconds won, net */
  #balance = 0;
  #rest = firstRest;
  #until = 0;

  rests(now: number): boolean {
    return now < this.#until;
  }

  /** Counts a job begun at a time and done now, which the calling thread would have done in `alone` milliseconds. */
  count(began: number, alone: number, now = performance.now()): void {
    this.#balance = Math.min(mostWon, this.#balance + alone - (now - began));
    if (this.#balance === mostWon) this.#rest = firstRest;
    if (this.#balance > -mostLost) return;
    this.#balance = 0;
    this.#until = now + this.#rest;
    this.#rest = Math.min(longestRest, 2 * this.#rest);
  }
}
