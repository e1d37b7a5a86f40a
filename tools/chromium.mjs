/** Finds a Chrome or Chromium that starts, or installs one. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

const names = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'chrome'];
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** Whether it is there and has all it needs: a browser without its system libraries fails here already. */
function starts(path) {
  const { status } = spawnSync(path, ['--version', '--no-sandbox'], { stdio: 'ignore', timeout: 60_000 });
  return status === 0;
}

function onPath(name) {
  const { status, stdout } = spawnSync(process.platform === 'win32' ? 'where' : 'which', [name], {
    encoding: 'utf8',
  });
  return status === 0 ? stdout.split('\n')[0].trim() : null;
}

async function playwrightsOwn() {
  const { chromium } = await import('playwright-core');
  const path = chromium.executablePath();
  return existsSync(path) ? path : null;
}

/** The first that starts: the one that the environment names, the usual ones, Playwright's. */
async function find() {
  const named = [process.env.VISPLAY_CHROMIUM, process.env.CHROME_PATH].filter(Boolean);
  const candidates = [...named, ...names.map(onPath), ...places.filter(existsSync), await playwrightsOwn()];
  return candidates.find((path) => path && starts(path)) ?? null;
}

function attempt(command, args, say) {
  say(`  ${command} ${args.join(' ')}`);
  const { status } = spawnSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return status === 0;
}

/**
 * Path of a browser that starts.
 * @throws Error with what to do, where none is there and none can be installed.
 */
export async function chromium(say) {
  const found = await find();
  if (found) return found;
  say('No Chrome or Chromium found; installing one.');
  const root = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  attempt('npx', ['playwright', 'install', 'chromium'], say);
  const downloaded = await find();
  if (downloaded) return downloaded;
  if (root) {
    // Playwright's browser lies there but lacks system libraries, or its download was not allowed.
    attempt('apt-get', ['update'], say);
    attempt('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], say);
    const packaged = await find();
    if (packaged) return packaged;
  }
  throw new Error('Install Chrome or Chromium and run again, or point CHROME_PATH at one.');
}

/** The description of SwiftShader (Vulkan in software) that comes with the browser; null where it does not. */
export function swiftShader(browser) {
  const beside = dirname(realpathSync(browser));
  const folders = [beside, '/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome'];
  return folders.map((folder) => join(folder, 'vk_swiftshader_icd.json')).find(existsSync) ?? null;
}

/** Its version in words, for the log. */
export const versionOf = (browser) =>
  execFileSync(browser, ['--version', '--no-sandbox'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
