import { parseArgs, type ParseArgsConfig } from 'node:util';
import { VisplayError } from '../errors.ts';
import type { BackendChoice } from '../loop/protocol.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Bad input on the command line: one line, exit status 2. */
export function usageError(said: string, fix: string): VisplayError {
  return new VisplayError('usage', said, fix);
}

export const asksForHelp = (args: readonly string[]): boolean =>
  args.includes('--help') || args.includes('-h');

/**
 * The values of `--name value` flags; there are no other arguments.
 * @throws VisplayError `usage` for an unknown flag, a flag without its value, or a stray argument.
 */
export function readOptions<const T extends Options>(command: string, options: T, args: string[]) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: false }).values;
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown;
    // Node's first sentence says what is wrong; the ones after it are about its programming interface.
    const said = thrown.message.replaceAll(/\s+/g, ' ').split(/\. (?=[A-Z])|\.$/)[0]!;
    const flags = Object.keys(options).map((name) => `--${name}`);
    throw usageError(`${said}.`, `The flags of ${command} are ${flags.join(', ')}.`);
  }
}

/** @throws VisplayError `usage` where the flag was not given. */
export function required(flag: string, value: string | undefined, what: string): string {
  if (value !== undefined && value !== '') return value;
  throw usageError(`${flag} is missing.`, `Add ${flag} ${what}.`);
}

/** @throws VisplayError `usage` for anything but a whole number within the bounds. */
export function wholeNumber(flag: string, text: string, low: number, high: number): number {
  const value = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (value >= low && value <= high) return value;
  throw usageError(`"${text}" is no value for ${flag}.`, `It takes a whole number from ${low} to ${high}.`);
}

/** @throws VisplayError `usage` for anything but a number within the bounds. */
export function realNumber(flag: string, text: string, low: number, high: number): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= low && value <= high) return value;
  throw usageError(`"${text}" is no value for ${flag}.`, `It takes a number from ${low} to ${high}.`);
}

const backends: readonly BackendChoice[] = ['auto', 'webgpu', 'wasm'];

/** @throws VisplayError `usage` for anything but a known backend. */
export function backendNamed(text: string): BackendChoice {
  const backend = backends.find((name) => name === text);
  if (backend !== undefined) return backend;
  throw usageError(`There is no backend "${text}".`, `It is one of ${backends.join(', ')}.`);
}

export const largestSeed = 2 ** 31 - 1;
