/* oxlint-disable unicorn/consistent-function-scoping -- what runs in the page must stand alone */
import { fakeWorker } from './fakeWorker.ts';
import { arrive, expect, test } from './visit.ts';

test('a script sets up, starts and follows a run as a hand would', async ({ quiet: page }) => {
  await fakeWorker(page, { msPerEvent: 4 });
  await arrive(page);
  const heard = await page.evaluate(async () => {
    const api = window.visplay!;
    api.preset('quick');
    api.set({ 'run.seed': 7, 'grpo.learningRate': 1e-4 });
    const ticks: number[] = [];
    const ended = new Promise<void>((resolve) => {
      api.subscribe((run) => {
        ticks.push(run.tick);
        if (run.end !== null) resolve();
      });
    });
    await api.perform('start');
    await ended;
    api.show('charts');
    return { ticks, header: api.run().header, state: api.state() };
  });
  expect(heard.ticks.at(-1)).toBe(6);
  expect(heard.header).toMatchObject({
    preset: 'quick',
    config: { 'run.seed': 7, 'grpo.learningRate': 1e-4 },
  });
  expect(heard.state).toMatchObject({ source: 'live', view: 'charts' });
  await expect(page).toHaveURL(/\?preset=quick&seed=7&grpo\.learningRate=0\.0001#\/charts$/);
});

test('it says which actions open a sheet', async ({ quiet: page }) => {
  await arrive(page);
  const sheets = await page.evaluate(() => window.visplay!.sheets);
  expect(sheets).toEqual(expect.arrayContaining(['palette', 'log', 'export run', 'picture history']));
  expect(sheets).not.toContain('copy link');
});

test('what cannot be set is refused whole, with a sentence', async ({ quiet: page }) => {
  await arrive(page);
  const said = await page.evaluate(() => {
    const api = window.visplay!;
    const message = (attempt: () => void): string => {
      try {
        attempt();
        return '';
      } catch (thrown) {
        return String(thrown);
      }
    };
    return [
      message(() => api.set({ 'run.seed': 9, 'run.rounds': 99 })),
      message(() => api.set({ 'run.round': 2 })),
      message(() => api.preset('best')),
      String(api.setup().config['run.seed']),
    ];
  });
  expect(said[0]).toContain('"99" is no value for run.rounds.');
  expect(said[1]).toContain('Did you mean run.rounds?');
  expect(said[2]).toContain('There is no preset "best".');
  expect(said[3]).not.toBe('9');
  // As a script without types calls it.
  await expect(page.evaluate("window.visplay.show('attic')")).rejects.toThrow(
    'There is no view "attic": watch,',
  );
  await expect(page.evaluate("window.visplay.perform('fly')")).rejects.toThrow('There is no action "fly".');
});

test('it lists every action with its key and whether it can be done now', async ({ quiet: page }) => {
  await arrive(page);
  const help = await page.evaluate(() => window.visplay!.help());
  expect(help).toContainEqual({ action: 'step', label: 'Next step', key: 'ArrowRight', enabled: true });
  expect(help.find(({ action }) => action === 'stop')?.enabled).toBe(false);
  expect(help.map(({ action }) => action)).toEqual(await page.evaluate(() => window.visplay!.actions));
});
