import { Console } from 'node:console';
import { VisplayError } from '../errors.ts';

interface Command {
  readonly sentence: string;
  /** Loaded when it is called: `--help` needs no tensor runtime. */
  run(args: string[]): Promise<number>;
}

const commands: Readonly<Record<string, Command>> = {
  vlm: {
    sentence: 'asks a model about a picture',
    run: async (args) => (await import('./vlm.ts')).vlm(args),
  },
  selfplay: {
    sentence: 'lets a model evolve by itself on a folder of pictures',
    run: async (args) => (await import('./selfplay.ts')).selfplay(args),
  },
  evaluate: {
    sentence: 'measures a model on held-out questions',
    run: async (args) => (await import('./evaluate.ts')).evaluate(args),
  },
  world: {
    sentence: 'draws pictures with questions and gold answers',
    run: async (args) => (await import('./world.ts')).world(args),
  },
  experiment: {
    sentence: 'plays the arms of the evidence and measures them',
    run: async (args) => (await import('./experiment.ts')).experiment(args),
  },
  report: {
    sentence: 'writes the page of the evidence from the runs that were played',
    run: async (args) => (await import('./report.ts')).report(args),
  },
  merge: {
    sentence: 'merges an adapter into its base',
    run: async (args) => (await import('./merge.ts')).merge(args),
  },
  bench: {
    sentence: 'measures how fast this machine samples and trains',
    run: async (args) => (await import('./bench.ts')).bench(args),
  },
};

/** Runs `COMMAND ...` and gives the exit status: 0, 1 for a failure, 2 for bad input, 130 when interrupted. */
export async function main(args: readonly string[]): Promise<number> {
  // Standard output belongs to results; whatever a library has to say goes beside it.
  globalThis.console = new Console(process.stderr, process.stderr);
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(overview());
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    process.stderr.write(
      `There is no command "${name}". The commands are ${Object.keys(commands).join(', ')}.\n`,
    );
    return 2;
  }
  try {
    return await command.run(rest);
  } catch (thrown) {
    return failed(thrown);
  }
}

/** A designed fault is about what was asked for: 2. A fault of the machine is 1, and what nobody designed shows where. */
function failed(thrown: unknown): number {
  if (thrown instanceof VisplayError) {
    say(thrown.message);
    return 2;
  }
  if (!(thrown instanceof Error)) say(String(thrown));
  else if (thrown.name.startsWith('Device')) say(thrown.message);
  else if ('syscall' in thrown) say(`${thrown.message}. Free some room or allow writing there, then go on.`);
  else process.stderr.write(`${thrown.stack ?? thrown.message}\n`);
  return 1;
}

function say(text: string): void {
  process.stderr.write(`${text.replaceAll(/\s*\n\s*/g, ' ')}\n`);
}

function overview(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(
    ([name, { sentence }]) => `  npm run --silent ${name.padEnd(width)} -- --help    ${sentence}`,
  );
  return `VisPlay Playground on the command line:\n\n${lines.join('\n')}\n`;
}
