import { writeFile } from 'node:fs/promises';
import { tinyHeader } from '../src/app/fixtures/tinyRun.ts';
import type { Group } from '../src/grpo/group.ts';
import type { Position, RunEvent } from '../src/loop/events.ts';
import { frameCost } from './frames.ts';
import { longestTask } from './longestTask.ts';
import { arrive, expect, test, chooseRun } from './visit.ts';

// The recorder of these tests works in the page too, and would be counted.
test.use({ trace: 'off' });

const STEPS = 2000;
/** Groups of a step and members of a group: 2,000 steps make 50,000 rollouts. */
const [GROUPS, MEMBERS] = [5, 5];

function groupOf(position: Position, at: number): Group {
  const id = `r1.${position.stage}.s${position.step}.p${at}`;
  // One group in five teaches nothing.
  const rewards = Array.from({ length: MEMBERS }, (_, member) =>
    at === 4 ? 0 : (member + position.step) % 3,
  );
  const mean = rewards.reduce((sum, reward) => sum + reward, 0) / MEMBERS;
  const deviation = Math.sqrt(rewards.reduce((sum, reward) => sum + (reward - mean) ** 2, 0) / (MEMBERS - 1));
  const zeroVariance = deviation === 0;
  return {
    id,
    role: position.stage === 'A' ? 'questioner' : 'reasoner',
    pictureId: `p${at % 3}`,
    questionId: position.stage === 'A' ? null : `q${at}`,
    memberIds: rewards.map((_, member) => `${id}.${member}`),
    rewards,
    mean,
    deviation,
    advantages: rewards.map((reward) => (zeroVariance ? 0 : (reward - mean) / deviation)),
    zeroVariance,
    trained: !zeroVariance,
  };
}

/** A run as long as one that goes on overnight: half of it asks, half of it answers. */
function* events(): Generator<RunEvent> {
  yield { kind: 'run.start', header: { ...tinyHeader, runId: 'overnight' }, resumed: false };
  for (const stage of ['A', 'C'] as const) {
    const role = stage === 'A' ? 'questioner' : 'reasoner';
    yield {
      kind: 'stage.start',
      round: 1,
      stage,
      step: 0,
      trains: role,
      frozen: 'base',
      startsFrom: 'base',
      steps: STEPS / 2,
    };
    for (let step = 1; step <= STEPS / 2; step++) {
      const position: Position = { round: 1, stage, step };
      const groups = Array.from({ length: GROUPS }, (_, at) => groupOf(position, at));
      const rollouts = groups.flatMap((group, place) =>
        group.memberIds.map((id, sample) => ({
          id,
          promptId: group.questionId ?? group.pictureId,
          groupId: group.id,
          sample,
          text: `How many red circles touch the edge in row ${step * 7 + place + sample}?`,
          tokens: Array.from({ length: 18 }, (_, token) => (token * 31 + step) % 500),
          logProbs: Array.from({ length: 18 }, (_, token) => -0.137 * ((token + step) % 7)),
          finish: 'stop' as const,
        })),
      );
      if (stage === 'A') {
        const questions = rollouts.map(({ id, text, groupId, sample, promptId }) => ({
          id,
          pictureId: promptId,
          groupId,
          sample,
          raw: text,
          status: 'ok' as const,
          type: 'numerical' as const,
          text,
          ownAnswer: '3',
        }));
        yield { kind: 'questions', questions, rollouts, ...position };
      } else {
        const rewards = rollouts.map(({ id }, at) => ({
          rolloutId: id,
          extracted: String(at % 3),
          correct: at % 3 === 0,
          accuracy: at % 3 === 0 ? 1 : 0,
          format: 0,
          total: at % 3 === 0 ? 1 : 0,
        }));
        yield { kind: 'answers', rollouts, rewards, ...position };
      }
      yield { kind: 'groups', groups, ...position };
      const after = rollouts.map(({ id, logProbs }) => ({ rolloutId: id, logProbs }));
      const metrics = { kl: 0.001 * step, entropy: 1 / step, grad_norm: 0.5, 'seconds/step': 1 };
      yield { kind: 'step', role, metrics, after, ...position };
    }
    yield { kind: 'stage.end', round: 1, stage, step: STEPS / 2 };
  }
  yield { kind: 'run.end', reason: 'finished' };
}

test('2,000 steps and 50,000 rollouts are read and looked through without a stutter', async ({
  browser,
  quiet: page,
}, info) => {
  test.setTimeout(240_000);
  const path = info.outputPath('overnight.events.jsonl');
  const lines = [...events()].map(
    (event, sequence) => `${JSON.stringify(Object.assign(event, { sequence, seconds: sequence }))}\n`,
  );
  await writeFile(path, lines);

  await arrive(page);
  await page.goto('/#/runs');
  const reading = await longestTask(browser, page, async () => {
    await chooseRun(page, path);
    await page.waitForFunction(() => window.visplay!.state().worker === 'ended', undefined, {
      timeout: 90_000,
    });
    await expect.poll(async () => page.evaluate(() => window.visplay!.run().end)).toBe('finished');
  });
  expect(reading).toBeGreaterThan(0);
  expect(reading, 'while it is read').toBeLessThan(50);

  await page.goto('/#/groups');
  await page.getByRole('button', { name: 'Whole run' }).click();
  await expect(page.getByText('10,000 groups')).toBeVisible();
  const cost = await frameCost(page, page.getByRole('toolbar', { name: 'Groups of the run' }));
  expect(cost).toBeGreaterThan(0);
  expect(cost, 'a frame while 50,000 rollouts are scrolled through, at 60 a second').toBeLessThan(1000 / 60);

  const ways: number[] = [];
  for (let round = 0; round < 2; round++) {
    const longest = await longestTask(browser, page, async () => {
      const list = page.getByRole('toolbar', { name: 'Groups of the run' });
      await list.hover();
      for (let turn = 0; turn < 40; turn++) await page.mouse.wheel(0, 1500);
      await page.keyboard.press('j');
      for (let turn = 0; turn < 8; turn++) await page.keyboard.press('n');
      await page.getByRole('textbox', { name: 'Find' }).fill(round === 0 ? 'row 4' : 'row 39');
      await page.getByRole('button', { name: 'no variance' }).click();
      await page.getByRole('button', { name: 'no variance' }).click();
      await page.getByRole('textbox', { name: 'Find' }).fill('');
      await page.getByRole('slider', { name: 'Step of the run' }).fill(String(200 + 700 * round));
      await expect(page.getByTestId('member').first()).toBeVisible();
    });
    ways.push(longest);
  }
  expect(Math.min(...ways), 'while it is looked through').toBeLessThan(50);

  // A step long out of memory is there again.
  await page.getByRole('slider', { name: 'Step of the run' }).fill('3');
  await expect(page.getByTestId('group')).toContainText('How many red circles touch the edge in row 2');
  const held = await page.evaluate(() => window.visplay!.run().steps.some(({ key }) => key === 'r1A4'));
  expect(held).toBe(false);

  await page.requestGC();
  const inspector = await page.context().newCDPSession(page);
  await inspector.send('Performance.enable');
  const { metrics } = await inspector.send('Performance.getMetrics');
  const heap = (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN) / 2 ** 20;
  // What is in memory is the newest steps and a line for each group; the rest is at rest.
  expect(heap, 'MB of heap').toBeLessThan(200);
});
