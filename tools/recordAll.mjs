// Records the runs that the page opens with, one for each preset that is worth watching:
//   node tools/recordAll.mjs [PRESET ...]
// Draws the pictures, lets the command line run on them, and hands the result to record.mjs. All of them without a name.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What is recorded, and with which settings beside those of its preset: short enough to be watched and to be sent. */
const recordings = {
  // The seed's first pictures can be asked different things about, which is what a stranger should see first.
  improved: [
    '--seed',
    '5',
    '--set',
    'silver.visits=2',
    '--set',
    'reasoner.groupsPerStep=16',
    '--set',
    'reasoner.steps=16',
  ],
  paper: ['--rounds', '1', '--set', 'reasoner.groupsPerStep=16', '--set', 'reasoner.steps=8'],
  'one-template': ['--rounds', '1', '--set', 'questioner.steps=16', '--set', 'reasoner.steps=6'],
  'wrong-majorities': ['--rounds', '2', '--set', 'questioner.steps=3', '--set', 'reasoner.steps=12'],
};

const asked = process.argv.slice(2);
const unknown = asked.filter((preset) => !Object.hasOwn(recordings, preset));
if (unknown.length > 0) {
  process.stderr.write(
    `No recording is planned of ${unknown.join(', ')}: add it to the list in tools/recordAll.mjs.\n`,
  );
  process.exit(2);
}

function run(...command) {
  const { status } = spawnSync(process.execPath, command, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`node ${command.join(' ')} ended with ${status}.`);
}

const folder = mkdtempSync(join(tmpdir(), 'recordings-'));
try {
  const pictures = join(folder, 'pictures');
  run('src/cli/start.mjs', 'world', '--out', pictures, '--domain', 'shifted', '--count', '96', '--seed', '1');
  for (const preset of asked.length > 0 ? asked : Object.keys(recordings)) {
    const out = join(folder, preset);
    const settings = recordings[preset];
    run('src/cli/start.mjs', 'selfplay', '--images', pictures, '--out', out, '--preset', preset, ...settings);
    run('tools/record.mjs', out, pictures);
  }
} finally {
  rmSync(folder, { recursive: true });
}
