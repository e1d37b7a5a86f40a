import { expect, it } from 'vitest';
import { createChartClock } from './chartClock.ts';

/** A clock that the test turns; tasks run one at a time when they are due. */
function fakeClock() {
  let now = 0;
  const tasks: { at: number; task: () => void }[] = [];
  return {
    now: () => now,
    later: (task: () => void, ms: number) => tasks.push({ at: now + ms, task }),
    /** Runs what is due by then, and says how many tasks that took. */
    turnTo(time: number): number {
      let ran = 0;
      for (;;) {
        const due = tasks.findIndex((one) => one.at <= time);
        if (due < 0) break;
        const [next] = tasks.splice(due, 1);
        now = Math.max(now, next!.at);
        next!.task();
        ran++;
      }
      now = time;
      return ran;
    },
  };
}

it('draws every chart in a task of its own', () => {
  const clock = fakeClock();
  const drawn: string[] = [];
  const makeChart = createChartClock(clock);
  for (const name of ['a', 'b', 'c']) makeChart(() => drawn.push(name)).ask();
  expect(clock.turnTo(0)).toBe(3);
  expect(drawn).toEqual(['a', 'b', 'c']);
});

it('draws a chart at most twice a second however often it asks', () => {
  const clock = fakeClock();
  let drawn = 0;
  const chart = createChartClock(clock)(() => drawn++);
  for (let time = 0; time <= 2000; time += 50) {
    chart.ask();
    clock.turnTo(time);
  }
  expect(drawn).toBe(5);
});

it('leaves out a chart that is gone', () => {
  const clock = fakeClock();
  let drawn = 0;
  const chart = createChartClock(clock)(() => drawn++);
  chart.ask();
  chart.stop();
  clock.turnTo(1000);
  expect(drawn).toBe(0);
});
