import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a finished command left. */
export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const start = fileURLToPath(new URL('./start.mjs', import.meta.url));

/** Runs the command line as a person does, for tests; Ctrl-C is pressed once standard error matches `interruptAt`. */
export function commandLine(
  args: readonly string[],
  options: { readonly cwd?: string; readonly interruptAt?: RegExp } = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [start, ...args], {
      cwd: options.cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    let interrupted = false;
    child.stdout.on('data', (part: Buffer) => (stdout += part.toString()));
    child.stderr.on('data', (part: Buffer) => {
      stderr += part.toString();
      if (!interrupted && options.interruptAt?.test(stderr)) {
        interrupted = true;
        child.kill('SIGINT');
      }
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}
