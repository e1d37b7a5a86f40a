/** A real checkpoint from a hub, on a local server that stands in for one: nothing is asked of it before a click. */
import { unzipSync, zipSync } from 'fflate';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { fakeHub, type FakeHub } from '../src/hub/fakeHub.ts';
import { hand } from './hand.ts';
import { arrive, expect, runOf, saveRun, smallest, test, untilWorker } from './visit.ts';

const id = 'someone/tiny-vlm';
const secret = 'hf_onlyForThisTest';
const fixture = join(import.meta.dirname, '../src/model/fixtures/complete');

let hub: FakeHub;

test.beforeEach(async ({ page }) => {
  // Without it folders come through the chooser of files, which a test can answer, as in browsers that cannot remember.
  await page.addInitScript(() => Reflect.deleteProperty(window, 'showDirectoryPicker'));
  const files = new Map<string, Uint8Array>();
  for (const name of await readdir(fixture)) files.set(name, await readFile(join(fixture, name)));
  hub = await fakeHub(id, files);
});
test.afterEach(() => hub.close());

// Without the byte by which the library learns about a file.
const weights = () =>
  hub.asked.filter(({ path, range }) => path.endsWith('model.safetensors') && range !== 'bytes=0-0');
const sheetOf = (page: Page) => page.getByRole('dialog', { name: 'Models' });

/** Sets the host, as for a mirror. */
async function useHub(page: Page): Promise<void> {
  const sheet = sheetOf(page);
  await sheet.getByText('Hub, mirror and token').click();
  await sheet.getByLabel('Hub or mirror').fill('http://example.org');
  await sheet.getByRole('button', { name: 'Set', exact: true }).click();
  await expect(sheet.locator('[data-fault="hub-address"]')).toContainText('is not the address of a hub');
  await sheet.getByLabel('Hub or mirror').fill(hub.host);
  await sheet.getByRole('button', { name: 'Set', exact: true }).click();
  await expect(sheet.locator('[data-fault]')).toHaveCount(0);
}

test('a link names a model, which is fetched by a click, cut, resumed, run and deleted', async ({ page }) => {
  test.setTimeout(180_000);
  const thrown: string[] = [];
  const loud: string[] = [];
  page.on('pageerror', (error) => thrown.push(error.message));
  page.on('console', (message) => loud.push(message.text()));
  await arrive(page, `/?${smallest}&backend=wasm&model=${id}`);
  const sheet = sheetOf(page);
  const row = sheet.locator(`[data-model="${id}"]`);

  await test.step('started, it is offered and not fetched', async () => {
    await page.locator('[data-action="start"]').first().click();
    await expect(sheet).toContainText('tiny-vlm is not on this machine yet.');
    await useHub(page);
    expect(hub.asked).toEqual([]);
  });

  await test.step('private, it asks for a token, which stays in this tab', async () => {
    hub.faults.token = secret;
    await sheet.getByLabel('Name or address of a model').fill(id);
    await sheet.getByRole('button', { name: 'Download', exact: true }).click();
    await expect(row.locator('[data-fault="hub-denied"]')).toContainText('give a token that may read it');
    await expect(sheet.getByLabel('Access token')).toHaveAttribute('type', 'password');
    await expect(sheet.getByLabel('Remember it in this browser')).not.toBeChecked();
    await sheet.getByLabel('Access token').fill(secret);
    await sheet.getByRole('button', { name: 'Use token' }).click();
    await expect(sheet).toContainText('A token is set.');
  });

  await test.step('a connection that is cut is taken up again by itself; stopped, it waits', async () => {
    Object.assign(hub.faults, { breakAfter: 20_000, breaks: 1, stallAfter: 60_000 });
    await row.getByRole('button', { name: 'Resume the download of tiny-vlm' }).click();
    await expect(row.getByRole('progressbar')).toBeVisible();
    await expect.poll(() => weights().map(({ range }) => range !== null)).toEqual([false, true]);
    await expect(row).toContainText('model.safetensors: 0.1 MB of 0.2 MB');
    await row.getByRole('button', { name: 'Stop the download of tiny-vlm' }).click();
    await expect(row.locator('[data-fault="download-cancelled"]')).toContainText('what has come is kept');
    await expect(row).toContainText('Begun: 0.1 MB are here');
  });

  await test.step('resumed, it is whole', async () => {
    hub.faults.stallAfter = null;
    await row.getByRole('button', { name: 'Resume the download of tiny-vlm' }).click();
    await expect(row).toContainText('On this machine, 0.2 MB');
    await expect(row).toContainText('fits this device');
    await expect(row).toContainText('Chosen');
    const [from] = /\d+/.exec(weights().at(-1)?.range ?? '') ?? [];
    expect(Number(from)).toBeGreaterThan(20_000);
  });

  await test.step('live, the run is of it', async () => {
    await hub.close();
    await page.keyboard.press('Escape');
    await page.locator('[data-action="start"]').first().click();
    await untilWorker(page, 'ended', 90_000);
    await expect(page.getByTestId('chip')).toContainText('tiny-vlm · Live on WASM');
    const { header } = await runOf(page);
    expect(header?.model).toMatchObject({ name: 'tiny-vlm', link: id });
  });

  await test.step('no export, nothing that is kept and no line of the console holds the token', async () => {
    await page.getByRole('link', { name: 'Runs' }).click();
    const file = await saveRun(page, page.getByRole('button', { name: 'Whole run' }));
    const files = unzipSync(new Uint8Array(await readFile(await file.path())));
    for (const [name, bytes] of Object.entries(files))
      expect(Buffer.from(bytes).includes(secret), `${name} holds the token`).toBe(false);
    const kept = await page.evaluate(() =>
      JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]),
    );
    expect(kept + page.url() + loud.join('\n') + thrown.join('\n')).not.toContain(secret);
  });

  await test.step('its reasoner is pushed, with a card, under a token of its own', async () => {
    const other = await fakeHub('me/evolved', new Map());
    other.faults.token = 'hf_mayWrite';
    await page.evaluate(() => window.visplay!.perform('push'));
    const push = page.getByRole('dialog', { name: 'Push to the Hub' });
    await push.getByLabel('Hub or mirror').fill(other.host);
    await push.getByRole('button', { name: 'Set', exact: true }).click();
    await push.getByLabel('Repository').fill('me/evolved');
    const send = push.getByRole('button', { name: /Push to 127/ });
    await expect(send).toBeDisabled();
    await push.getByLabel('Access token').fill('hf_mayNot');
    await push.getByRole('button', { name: 'Use token' }).click();
    expect(other.asked).toEqual([]);
    await send.click();
    await expect(push.locator('[data-fault="hub-denied"]')).toContainText('may not write', {
      timeout: 60_000,
    });
    await push.getByLabel('Access token').fill('hf_mayWrite');
    await push.getByRole('button', { name: 'Use token' }).click();
    await send.click();
    await expect(push.getByTestId('pushed')).toContainText('/me/evolved/commit/', { timeout: 60_000 });
    const { files, repos } = other.pushed;
    expect(repos).toEqual([{ name: 'me/evolved', private: true }]);
    expect([...files.keys()]).toEqual(
      expect.arrayContaining([
        'README.md',
        'visplay.json',
        'config.json',
        'model.safetensors',
        'tokenizer.json',
      ]),
    );
    const card = Buffer.from(files.get('README.md')!).toString();
    expect(card).toContain(`base_model: ${id}`);
    const { header } = await runOf(page);
    for (const picture of header!.pictures) expect(card).not.toContain(picture.name);
    for (const [name, bytes] of files)
      for (const token of [secret, 'hf_mayWrite'])
        expect(Buffer.from(bytes).includes(token), `${name} holds a token`).toBe(false);
    await other.close();
    await page.keyboard.press('Escape');
  });

  await test.step('it is listed with its size, and goes when it is deleted', async () => {
    await page.evaluate(() => window.visplay!.perform('device'));
    const stored = page.getByRole('dialog').locator('[data-kept^="checkpoint"]');
    await expect(stored).toContainText(/someone\/tiny-vlm.*0\.2 MB/);
    await page.keyboard.press('Escape');
    await page.evaluate(() => window.visplay!.perform('model'));
    await row.getByRole('button', { name: 'Delete tiny-vlm' }).click();
    await expect(sheet.getByTestId('undo')).toContainText('Deleted: tiny-vlm.');
    await page.mouse.move(0, 0);
    await expect(row).toHaveCount(0, { timeout: 20_000 });
    await expect
      .poll(() =>
        page.evaluate(async () => {
          const root = await navigator.storage.getDirectory();
          const names: string[] = [];
          for await (const name of (await root.getDirectoryHandle('models')).keys()) names.push(name);
          return names;
        }),
      )
      .toEqual([]);
  });
  expect(thrown).toEqual([]);
});

test('what a hub, the device or the storage refuses is said, and what the browser cleared is fetched again', async ({
  page,
}) => {
  test.setTimeout(120_000);
  await arrive(page, `/?${smallest}&backend=wasm`);
  await page.evaluate(() => window.visplay!.perform('model'));
  const sheet = sheetOf(page);
  const row = sheet.locator(`[data-model="${id}"]`);
  const again = row.getByRole('button', { name: 'Resume the download of tiny-vlm' });
  await useHub(page);

  await test.step('a server that does not let the page read', async () => {
    hub.faults.cors = false;
    await sheet.getByLabel('Name or address of a model').fill(id);
    await sheet.getByRole('button', { name: 'Download', exact: true }).click();
    await expect(row.locator('[data-fault="hub-unreachable"]')).toContainText('Access-Control-Allow-Origin', {
      timeout: 30_000,
    });
    expect(weights()).toEqual([]);
    hub.faults.cors = true;
  });

  await test.step('a model that is too large for the device', async () => {
    const config = hub.files.get('config.json')!;
    const large = JSON.parse(Buffer.from(config).toString());
    Object.assign(large.text_config, { vocab_size: 2 ** 24, hidden_size: 2 ** 14 });
    hub.files.set('config.json', Buffer.from(JSON.stringify(large)));
    await again.click();
    await expect(row.locator('[data-fault="model-too-large"]')).toContainText('Take a smaller model');
    expect(weights()).toEqual([]);
    hub.files.set('config.json', config);
  });

  await test.step('a storage whose room ends while it is written', async () => {
    const { origin } = new URL(page.url());
    const browser = await page.context().newCDPSession(page);
    await browser.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1000 });
    await again.click();
    await expect(row.locator('[data-fault="storage-full"]')).toContainText('Delete a stored model');
    expect(weights()).toEqual([]);
    await browser.send('Storage.overrideQuotaForOrigin', { origin });
    await again.click();
    await expect(row).toContainText('On this machine, 0.2 MB', { timeout: 30_000 });
  });

  await test.step('a file that the browser cleared', async () => {
    hub.asked.length = 0;
    await page.evaluate(async () => {
      const models = await (await navigator.storage.getDirectory()).getDirectoryHandle('models');
      for await (const name of models.keys())
        await (await models.getDirectoryHandle(name)).removeEntry('model.safetensors');
    });
    await page.keyboard.press('Escape');
    await page.evaluate(() => window.visplay!.perform('model'));
    await expect(row).toContainText('A file is missing or cut since it was stored', { timeout: 30_000 });
    await again.click();
    await expect(row).toContainText('On this machine, 0.2 MB', { timeout: 30_000 });
    expect(weights()).toHaveLength(1);
    expect(hub.asked.filter(({ path }) => path.endsWith('tokenizer.json'))).toEqual([]);
  });
});

test('a run of adapters is pushed as an adapter for its base, without a weight of that', async ({ page }) => {
  test.setTimeout(180_000);
  await arrive(page, `/?${smallest}&adapter.use=on&adapter.rank=4&backend=wasm&model=${id}`);
  const sheet = sheetOf(page);
  await page.locator('[data-action="start"]').first().click();
  await useHub(page);
  await sheet.getByLabel('Name or address of a model').fill(id);
  await sheet.getByRole('button', { name: 'Download', exact: true }).click();
  await expect(sheet.locator(`[data-model="${id}"]`)).toContainText('On this machine', { timeout: 60_000 });
  await page.keyboard.press('Escape');
  await page.locator('[data-action="start"]').first().click();
  await untilWorker(page, 'ended', 90_000);

  const other = await fakeHub('me/adapter', new Map());
  try {
    await page.evaluate(() => window.visplay!.perform('push'));
    const push = page.getByRole('dialog', { name: 'Push to the Hub' });
    await push.getByLabel('Hub or mirror').fill(other.host);
    await push.getByRole('button', { name: 'Set', exact: true }).click();
    await push.getByLabel('Access token').fill('hf_mayWrite');
    await push.getByRole('button', { name: 'Use token' }).click();
    await expect(push.getByLabel('Merge the adapter into the whole checkpoint')).not.toBeChecked();
    // A token is of the hub that is set: an address of another one is not given it.
    await push.getByLabel('Repository').fill('https://elsewhere.example/me/adapter');
    await expect(push).toContainText('This address is on elsewhere.example.');
    await expect(push.getByRole('button', { name: 'Push to elsewhere.example' })).toBeDisabled();
    await push.getByLabel('Repository').fill('me/adapter');
    await push.getByRole('button', { name: /Push to 127/ }).click();
    await expect(push.getByTestId('pushed')).toContainText('/me/adapter/commit/', { timeout: 60_000 });
  } finally {
    await other.close();
  }
  const { files } = other.pushed;
  expect([...files.keys()].toSorted()).toEqual([
    'README.md',
    'adapter_config.json',
    'adapter_model.safetensors',
    'visplay.json',
  ]);
  const text = (name: string): string => Buffer.from(files.get(name)!).toString();
  expect(JSON.parse(text('adapter_config.json'))).toMatchObject({ peft_type: 'LORA', r: 4, base_model_name_or_path: id }); // prettier-ignore
  const bytes = Buffer.from(files.get('adapter_model.safetensors')!);
  const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE())).toString());
  const names = Object.keys(header).filter((name) => name !== '__metadata__');
  expect(names.length).toBeGreaterThan(0);
  for (const name of names) expect(name).toMatch(/^base_model\.model\..*\.lora_[AB]\.weight$/);
  const card = text('README.md');
  expect(card).toContain(`base_model: ${id}`);
  expect(card).toContain('library_name: peft');
  expect(card).toContain('PeftModel.from_pretrained(model, "me/adapter")');
});

test('a model of another host is asked about first; a folder is read where it lies', async ({
  quiet: page,
}) => {
  test.setTimeout(120_000);
  await arrive(page, `/?${smallest}&backend=wasm&model=https://example.org/tiny/`);
  const sheet = sheetOf(page);
  await page.locator('[data-action="start"]').first().click();
  await expect(sheet).toContainText('It is read from example.org each time it is loaded.');
  await expect(sheet.getByRole('button', { name: 'Read it from example.org' })).toBeVisible();
  const asked = page.waitForEvent('filechooser');
  await sheet.getByRole('button', { name: 'Choose a folder' }).click();
  await (await asked).setFiles(fixture);
  const folder = sheet.locator('[data-model="folder"]');
  await expect(folder).toContainText('complete Chosen');
  // As for a model of a hub: the size of its one file of weights, held as 32-bit numbers.
  await expect(folder).toContainText(/From a folder · [\d.,]+ parameters/, { timeout: 30_000 });
  await expect(folder).toContainText('fits this device: weights take 0.2 MB');
  await expect(sheet.locator('[data-preset="smolvlm-quick"]')).toContainText('of memory');
  await page.keyboard.press('Escape');
  await page.locator('[data-action="start"]').first().click();
  await untilWorker(page, 'running', 60_000);
  await expect(page.getByTestId('chip')).toContainText('complete · Live on WASM');
  expect(await page.evaluate(() => location.search)).toContain('model=folder%3Acomplete');

  await test.step('an adapter for another base is refused; one that fits can be asked and continues', async () => {
    await page.evaluate(() => window.visplay!.perform('stop'));
    await untilWorker(page, 'ended', 60_000);
    const give = async (folder: string): Promise<void> => {
      await page.evaluate(() => window.visplay!.perform('model'));
      const chooser = page.waitForEvent('filechooser');
      await sheet.getByRole('button', { name: 'Choose a folder' }).click();
      await (await chooser).setFiles(folder);
    };
    const lora = join(dirname(fixture), 'lora', 'trained');
    const other = join(test.info().outputDir, 'other');
    await cp(lora, other, { recursive: true });
    const config = join(other, 'adapter_config.json');
    const changed = { ...JSON.parse(await readFile(config, 'utf8')), base_model_name_or_path: 'a/SmolVLM-256M-Instruct' }; // prettier-ignore
    await writeFile(config, JSON.stringify(changed));
    await give(other);
    await expect(sheet.locator('[data-fault="adapter-base"]')).toContainText(
      'The adapter other was made for a/SmolVLM-256M-Instruct, and complete is chosen.',
    );
    await page.keyboard.press('Escape');
    await give(lora);
    await expect(sheet.getByTestId('adapter')).toContainText(
      'The next run goes on from the adapter trained.',
    );

    // The same in a zip, dropped; one without an adapter is refused.
    await sheet.getByRole('button', { name: 'Leave out the adapter trained' }).click();
    await expect(sheet.getByTestId('adapter')).toHaveCount(0);
    const drop = (files: Record<string, Uint8Array>): Promise<void> =>
      hand(
        page,
        'drop',
        [{ name: 'adapter.zip', mimeType: 'application/zip', buffer: Buffer.from(zipSync(files)) }],
        '[aria-labelledby="other-title"]',
      );
    await drop({ 'notes.txt': new Uint8Array([1]) });
    await expect(sheet.locator('[data-fault="zip-without-adapter"]')).toContainText('in adapter.zip');
    const packed = ['adapter_config.json', 'adapter_model.safetensors'].map(async (name) => [`trained/${name}`, new Uint8Array(await readFile(join(lora, name)))] as const); // prettier-ignore
    await drop(Object.fromEntries(await Promise.all(packed)));
    await expect(sheet.getByTestId('adapter')).toContainText(
      'The next run goes on from the adapter trained.',
    );
    await expect(sheet.getByTestId('adapter')).toContainText('After a reload it has to be given again.');
    await page.keyboard.press('Escape');

    await page.getByRole('link', { name: 'Ask' }).click();
    await page.getByRole('combobox', { name: 'Weights of' }).selectOption('as in the adapter trained');
    await page.getByRole('button', { name: 'How many red circles are there?' }).click();
    await expect(page.getByTestId('spoken')).toBeVisible({ timeout: 60_000 });
    await expect(page.locator('.turn').first()).toContainText('Reasoner of trained');

    await page.getByRole('link', { name: 'Watch' }).click();
    await page.evaluate(() => window.visplay!.perform('start'));
    await expect
      .poll(async () => (await runOf(page)).header, { timeout: 60_000 })
      .toMatchObject({
        model: { name: 'complete', link: 'folder:complete' },
        start: { adapter: 'trained', base: 'complete' },
      });
    await page.evaluate(() => window.visplay!.perform('stop'));
    await untilWorker(page, 'ended', 60_000);
    await page.getByRole('link', { name: 'Runs' }).click();
    await expect(page.getByTestId('started-from')).toContainText('the adapter trained of rank');
  });
});

test('the weights are held as chosen where there is a GPU, and the page says what that takes', async ({
  quiet: page,
}) => {
  const link = 'model=HuggingFaceTB/SmolVLM-256M-Instruct';
  await arrive(page, `/?backend=webgpu&${link}`);
  await page.evaluate(() => window.visplay!.perform('model'));
  const sheet = sheetOf(page);
  const row = sheet.locator('[data-model="HuggingFaceTB/SmolVLM-256M-Instruct"]');
  const recipe = sheet.locator('[data-preset="smolvlm-quick"]');
  await expect(row).toContainText(/weights take [\d.]+ [MG]B/, { timeout: 30_000 });
  const taken = async (): Promise<readonly [string, string]> => [
    /weights take [\d.]+ [MG]B/.exec(await row.innerText())![0],
    /about [\d.]+ [MG]B of memory/.exec(await recipe.innerText())?.[0] ?? '',
  ];
  await sheet.getByRole('radio', { name: /^Exact/ }).check();
  await expect(page).toHaveURL(/pack=exact/);
  const exact = await taken();
  await sheet.getByRole('radio', { name: /^4 bits/ }).check();
  await expect(row).toContainText('held in 4 bits', { timeout: 30_000 });
  const rounded = await taken();
  expect(rounded[0]).not.toBe(exact[0]);
  await expect(sheet).toContainText('They move by 1.5 nats on average and 4.0 at most');
  await expect(page).toHaveURL(/pack=4bit/);

  await arrive(page, `/?backend=wasm&pack=4bit&${link}`);
  await page.evaluate(() => window.visplay!.perform('model'));
  await expect(sheet).toContainText('On WASM all weights are held in float32');
  await expect(sheet.getByRole('radio', { name: /^4 bits/ })).toBeDisabled();
  await expect(sheet.getByRole('radio', { name: /^Automatic/ })).toBeChecked();
});

test('a folder is remembered, and opened again by one click after a reload', async ({ quiet: page }) => {
  test.setTimeout(120_000);
  const files = await Promise.all(
    (await readdir(fixture)).map(async (name) => [name, [...(await readFile(join(fixture, name)))]] as const),
  );
  // The dialog of the system stands outside of the page: a folder of the page's own is a handle of the same kind.
  await page.addInitScript(() => {
    window.showDirectoryPicker = async () =>
      (await navigator.storage.getDirectory()).getDirectoryHandle('complete');
  });
  await arrive(page, `/?${smallest}&backend=wasm`);
  await page.evaluate(async (given) => {
    const folder = await (
      await navigator.storage.getDirectory()
    ).getDirectoryHandle('complete', { create: true });
    for (const [name, bytes] of given) {
      const stream = await (await folder.getFileHandle(name, { create: true })).createWritable();
      await stream.write(new Uint8Array(bytes));
      await stream.close();
    }
  }, files);
  await page.evaluate(() => window.visplay!.perform('model'));
  const sheet = sheetOf(page);
  await expect(sheet).toContainText('After a reload one click opens it again.');
  await sheet.getByRole('button', { name: 'Choose a folder' }).click();
  await expect(sheet.locator('[data-model="folder"]')).toContainText('complete Chosen');
  await expect(page).toHaveURL(/model=folder%3Acomplete/);

  await page.reload();
  await page.waitForFunction(() => (window.visplay?.state().pictures ?? 0) > 0);
  await page.locator('[data-action="start"]').first().click();
  await expect(sheet).toContainText('The folder complete has to be opened again after a reload.');
  await sheet.getByRole('button', { name: 'Open the folder complete again' }).click();
  await expect(sheet.locator('[data-model="folder"]')).toContainText('complete Chosen');
  await page.keyboard.press('Escape');
  await page.locator('[data-action="start"]').first().click();
  await untilWorker(page, 'running', 60_000);
  await expect(page.getByTestId('chip')).toContainText('complete · Live on WASM');
});

test('a zipped adapter is remembered too, and one among the pictures is shown the way', async ({
  quiet: page,
}) => {
  const lora = join(dirname(fixture), 'lora', 'trained');
  const names = ['adapter_config.json', 'adapter_model.safetensors'];
  const packed = await Promise.all(
    names.map(async (name) => [`trained/${name}`, new Uint8Array(await readFile(join(lora, name)))] as const),
  );
  const buffer = Buffer.from(zipSync(Object.fromEntries(packed)));
  const zip = { name: 'trained.zip', mimeType: 'application/zip', buffer };
  // What the system hands over with a drop: a file of the page's own is a handle of the same kind.
  await page.addInitScript(() => {
    DataTransferItem.prototype.getAsFileSystemHandle = async () =>
      (await navigator.storage.getDirectory()).getFileHandle('trained.zip');
  });
  await arrive(page, '/?backend=wasm&model=folder:complete');
  await page.evaluate(
    async (bytes) => {
      const root = await navigator.storage.getDirectory();
      const stream = await (await root.getFileHandle('trained.zip', { create: true })).createWritable();
      await stream.write(new Uint8Array(bytes));
      await stream.close();
    },
    [...buffer],
  );

  await test.step('dropped on the page it is no picture, which costs none', async () => {
    await hand(page, 'drop', [zip]);
    const said = page.getByTestId('tray-said');
    await expect(said).toContainText('That belongs to a model or an adapter');
    await expect(page.getByTestId('picture-count')).toHaveText('96 pictures');
    await said.getByRole('button', { name: 'Choose a model' }).click();
  });

  const sheet = sheetOf(page);
  await expect(sheet.getByRole('heading', { name: 'Another model' })).toBeVisible();
  await hand(page, 'drop', [zip], '[aria-labelledby="other-title"]');
  await expect(sheet.getByTestId('adapter')).toContainText('After a reload one click opens it again.');

  await page.reload();
  await page.waitForFunction(() => (window.visplay?.state().pictures ?? 0) > 0);
  await page.evaluate(() => window.visplay!.perform('model'));
  await expect(sheet.getByTestId('adapter')).toHaveCount(0);
  await sheet.getByRole('button', { name: 'Open trained.zip again' }).click();
  await expect(sheet.getByTestId('adapter')).toContainText('The next run goes on from the adapter trained.');
  await sheet.getByRole('button', { name: 'Leave out the adapter trained' }).click();
  await expect(sheet.getByTestId('folder-again')).toHaveCount(0);
});
