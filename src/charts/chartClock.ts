/** A chart is drawn at most this often, ms. */
const INTERVAL_MS = 500;

interface Clock {
  now(): number;
  later(task: () => void, ms: number): unknown;
}

/**
 * Lets charts draw one after the other, each in a task of its own and each at most twice a second, so that thirty of
 * them never hold the page up. A chart that asks again before its turn keeps its place.
 */
export function createChartClock(
  clock: Clock = { now: () => performance.now(), later: (task, ms) => setTimeout(task, ms) },
): (draw: () => void) => { ask(): void; stop(): void } {
  const queue: Turn[] = [];
  let scheduled = false;

  interface Turn {
    readonly draw: () => void;
    last: number;
    waiting: boolean;
    stopped: boolean;
  }

  function tick(): void {
    scheduled = false;
    const now = clock.now();
    const at = queue.findIndex((turn) => now - turn.last >= INTERVAL_MS);
    if (at >= 0) {
      const [turn] = queue.splice(at, 1);
      if (turn !== undefined) {
        turn.waiting = false;
        turn.last = now;
        if (!turn.stopped) turn.draw();
      }
    }
    schedule();
  }

  function schedule(): void {
    if (scheduled || queue.length === 0) return;
    scheduled = true;
    const next = Math.min(...queue.map((turn) => turn.last + INTERVAL_MS)) - clock.now();
    clock.later(tick, Math.max(0, next));
  }

  return (draw) => {
    const turn: Turn = { draw, last: -INTERVAL_MS, waiting: false, stopped: false };
    return {
      ask() {
        if (turn.waiting) return;
        turn.waiting = true;
        queue.push(turn);
        schedule();
      },
      stop() {
        turn.stopped = true;
      },
    };
  };
}
