import type { Locator, Page } from '@playwright/test';

/** Scrolls a list by a screenful each frame for a second and a half; the frames that were drawn. */
function scrollThrough(list: Locator): Promise<number> {
  return list.evaluate(
    (box) =>
      new Promise<number>((resolve) => {
        let frames = 0;
        const until = performance.now() + 1500;
        const draw = (now: number): void => {
          if (now >= until) return resolve(frames);
          frames += 1;
          box.scrollTop = (box.scrollTop + box.clientHeight) % box.scrollHeight;
          requestAnimationFrame(draw);
        };
        requestAnimationFrame(draw);
      }),
  );
}

/**
 * What a frame costs the page's main thread while a list is scrolled by a screenful each frame, ms: scripts, styles,
 * layout and painting, all that the page itself decides about. Time on the processor, so other programs do not count;
 * what a software adapter takes to fill the pixels is another process's. The best of three.
 */
export async function frameCost(page: Page, list: Locator): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const spent = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')!.value;
  };
  const costs: number[] = [];
  for (let round = 0; round < 3; round++) {
    const before = await spent();
    const frames = await scrollThrough(list);
    costs.push((1000 * ((await spent()) - before)) / frames);
  }
  await session.detach();
  return Math.min(...costs);
}
