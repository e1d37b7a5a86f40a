import { expect, it } from 'vitest';
import { nodeFolder } from '../model/nodeFolder.ts';
import { openDevice } from '../tensor/device.ts';
import { mostOnWasm } from '../tensor/memory.ts';
import { nodePlatform } from '../tensor/nodePlatform.ts';
import { CLEAN } from '../world/domain.ts';
import { heldOutSuite } from '../world/suite.ts';
import { planRun } from './memoryPlan.ts';
import { closeModel, openModel } from './openModel.ts';
import { presetConfig } from './presets.ts';

const nano = new URL('../../public/models/nano', import.meta.url).pathname;

it('plans no more on WASM than its addresses reach, whatever is allowed', async () => {
  const model = await openModel(
    nodeFolder(nano),
    await openDevice({ backend: 'wasm', platform: nodePlatform }),
  );
  const [{ picture } = { picture: null }] = heldOutSuite({ domain: CLEAN, count: 1, seed: 1 });
  // So many long answers at once that they would take more than there is.
  const planned = (megabytes: number): number =>
    planRun(
      model,
      {
        ...presetConfig('improved'),
        'reasoner.groupsPerStep': 64,
        'reasoner.maxNewTokens': 1024,
        'grpo.microBatch': 256,
        'device.memoryBudget': megabytes,
      },
      picture!,
    ).estimate.total;
  expect(planned(3000)).toBeLessThanOrEqual(3e9);
  expect(planned(60_000)).toBeLessThanOrEqual(mostOnWasm);
  expect(planned(60_000)).toBeGreaterThan(3e9);
  closeModel(model);
}, 60_000);
