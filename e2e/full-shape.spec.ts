/**
 * One step of a SmolVLM of full shape with few layers and random weights, in a tab, on WGSL: a software adapter takes
 * minutes for it, so it is run by hand.
 *
 *   python tools/fixtures/full_shape.py OUT --layers 1
 *   VISPLAY_FULL_SHAPE=OUT npx playwright test e2e/full-shape.spec.ts
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fakeHub } from '../src/hub/fakeHub.ts';
import { arrive, expect, runOf, test, untilWorker } from './visit.ts';

const folder = process.env['VISPLAY_FULL_SHAPE'] ?? '';
const id = 'someone/full-shape';

/** One update of the questioner on one picture, and the silver set of another, with short outputs. */
const oneStep = [
  'preset=smolvlm-quick',
  'warmup.steps=0',
  'questioner.steps=1',
  'questioner.groupsPerStep=1',
  'questioner.groupSize=2',
  'questioner.maxNewTokens=8',
  'votes.maxNewTokens=8',
  'reward.balance=0',
  // Random weights write nothing that parses: they are paid by chance, so that there is something to learn.
  'reward.uncertainty=random',
  'silver.pictures=1',
  'silver.questionsPerPicture=1',
  'reasoner.steps=0',
  'evaluation.questions=0',
].join('&');

test.skip(folder === '', 'VISPLAY_FULL_SHAPE names no folder of tools/fixtures/full_shape.py.');

test('a step of full shape runs on WebGPU and says so', async ({ page }) => {
  test.setTimeout(3_600_000);
  // A control that is not found is told at once; only the run itself takes long.
  page.setDefaultTimeout(120_000);
  const files = new Map<string, Uint8Array>();
  for (const name of await readdir(folder)) files.set(name, await readFile(join(folder, name)));
  const hub = await fakeHub(id, files);
  const thrown: string[] = [];
  page.on('pageerror', (error) => thrown.push(error.message));
  try {
    await arrive(page, `/?${oneStep}&backend=webgpu&model=${id}`);
    await page.locator('[data-action="start"]').first().click();
    const sheet = page.getByRole('dialog', { name: 'Models' });
    await sheet.getByText('Hub, mirror and token').click();
    await sheet.getByLabel('Hub or mirror').fill(hub.host);
    await sheet.getByRole('button', { name: 'Set', exact: true }).click();
    await sheet.getByLabel('Name or address of a model').fill(id);
    await sheet.getByRole('button', { name: 'Download', exact: true }).click();
    await expect(sheet.locator(`[data-model="${id}"]`)).toContainText('On this machine', {
      timeout: 300_000,
    });
    await page.keyboard.press('Escape');
    const began = Date.now();
    await page.locator('[data-action="start"]').first().click();
    await untilWorker(page, 'ended', 3_000_000);
    const run = await runOf(page);
    expect(run.header?.device.backend).toBe('webgpu');
    expect(run.header?.model).toMatchObject({ name: 'full-shape', prompts: 'smolvlm' });
    const step = run.rows.find((row) => row.position.stage === 'A');
    expect(step?.metrics.grad_norm).toBeGreaterThan(1e-3);
    expect(step?.metrics.logprob_gap).toBeLessThan(1e-2);
    expect(thrown).toEqual([]);
    process.stdout.write(
      `${Math.round((Date.now() - began) / 1000)} s; ${run.header?.model.parameters} weights; ${JSON.stringify(step?.metrics)}\n`,
    );
  } finally {
    await hub.close();
  }
});
