import type { Locator } from '@playwright/test';

/** Frames that the page draws in a second and a half, still or while a list is scrolled by a screenful each frame. */
function framesOf(list: Locator, scroll: boolean): Promise<number> {
  return list.evaluate(
    (box, moves) =>
      new Promise<number>((resolve) => {
        let frames = 0;
        const until = performance.now() + 1500;
        const draw = (now: number): void => {
          if (now >= until) return resolve(frames);
          frames += 1;
          if (moves) box.scrollTop = (box.scrollTop + box.clientHeight) % box.scrollHeight;
          requestAnimationFrame(draw);
        };
        requestAnimationFrame(draw);
      }),
    scroll,
  );
}

/**
 * Share of its frames that the page keeps while the list is scrolled. What it draws when nothing moves is counted on the
 * same machine right before: a slow or busy one draws fewer of both. The best of three, for others work on it too.
 */
export async function framesKept(list: Locator): Promise<number> {
  const shares: number[] = [];
  for (let round = 0; round < 3; round++) {
    const still = await framesOf(list, false);
    shares.push((await framesOf(list, true)) / still);
  }
  return Math.max(...shares);
}
