/**
 * Everything that must hold, on a fresh machine: types, lint, format, unused code, unit tests, build, bundle budget,
 * browser tests. Stops at the first failure with its exit status; the last line is `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstPageFits } from './bundleBudget.mjs';
import { chromium, swiftShader, versionOf } from './chromium.mjs';

const say = (line) => console.log(line);
const folder = mkdtempSync(join(tmpdir(), 'visplay-test-'));
const unitReport = join(folder, 'unit.json');
const browserReport = join(folder, 'browser.json');
let passed = 0;
let failed = 0;

function finish(status) {
  rmSync(folder, { recursive: true, force: true });
  say(`${passed} passed, ${failed} failed`);
  process.exit(status);
}

/** What a reporter wrote; null where it did not get that far. */
function report(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

/** @param count reads passed and failed tests from a report; a step without one counts only when it fails. */
function step(title, command, args, env = {}, count = () => null) {
  say(`\n== ${title}`);
  const { status, error } = spawnSync(command, args, {
    stdio: 'inherit',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  const tests = count();
  passed += tests?.passed ?? 0;
  failed += tests?.failed ?? 0;
  if (status === 0) return;
  if (error) say(error.message);
  if (!tests?.failed) failed += 1;
  say(`\n${title} failed.`);
  finish(status ?? 1);
}

const env = {};
try {
  const browser = await chromium(say);
  const icd = swiftShader(browser);
  env.VISPLAY_CHROMIUM = browser;
  say(`Browser: ${versionOf(browser)} (${browser})`);
  if (icd && !process.env.VK_DRIVER_FILES) env.VK_DRIVER_FILES = icd;
  // With a driver at hand, a missing adapter is a failure and not a skipped test.
  if (icd) env.VISPLAY_REQUIRE_WEBGPU = '1';
  say(
    env.VK_DRIVER_FILES || process.env.VK_DRIVER_FILES
      ? `Unit tests on WGSL: ${env.VK_DRIVER_FILES ?? process.env.VK_DRIVER_FILES}`
      : 'Unit tests on WGSL: the graphics driver of this machine, if any.',
  );
} catch (thrown) {
  say(thrown.message);
  failed = 1;
  finish(1);
}

step('Types', 'npx', ['tsc', '--noEmit']);
step('Lint', 'npx', ['oxlint']);
step('Format', 'npx', ['prettier', '--check', '--log-level', 'warn', '.']);
step('Unused code', 'npx', ['knip']);
step(
  'Unit tests',
  'npx',
  ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`],
  env,
  () => {
    const it = report(unitReport);
    return it && { passed: it.numPassedTests, failed: it.numFailedTests };
  },
);
step('Build', 'npx', ['vite', 'build', '--logLevel', 'warn']);
say('\n== First page');
if (!firstPageFits('dist')) {
  say('The first page is over its budget: load something later.');
  failed += 1;
  finish(1);
}
step(
  'Browser tests',
  'npx',
  ['playwright', 'test', '--reporter=list,json'],
  { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: browserReport },
  () => {
    const it = report(browserReport)?.stats;
    return it && { passed: it.expected + it.flaky, failed: it.unexpected };
  },
);
finish(0);
