import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { commandLine } from './commandLine.ts';

it.each([[[]], [['--help']], [['help']]])('lists the commands for %j', async (args) => {
  const { status, stdout, stderr } = await commandLine(args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  for (const name of ['vlm', 'selfplay', 'evaluate', 'world', 'experiment', 'report', 'bench'])
    expect(stdout).toContain(name);
});

it('names the commands when asked for one that does not exist, and leaves no bundle behind', async () => {
  expect(await commandLine(['toString'])).toEqual({
    status: 2,
    stdout: '',
    stderr:
      'There is no command "toString". The commands are vlm, selfplay, evaluate, world, experiment, report, bench.\n',
  });
  const here = fileURLToPath(new URL('.', import.meta.url));
  const bundles = (await readdir(here)).filter((name) => name.startsWith('.start-'));
  // Other tests may run the command line at this moment: their processes are alive.
  expect(bundles.filter((name) => !isAlive(Number(name.split('-')[1])))).toEqual([]);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
