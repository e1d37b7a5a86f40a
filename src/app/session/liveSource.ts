import type { Command, Message } from '../../loop/protocol.ts';
import type { RunSource } from './source.ts';

/** The loop in a worker of its own. A worker that dies says so as a fault, like everything else that goes wrong. */
export class LiveSource implements RunSource {
  readonly kind = 'live';
  readonly #listeners = new Set<(message: Message) => void>();
  readonly #worker: Worker;

  constructor() {
    this.#worker = new Worker(new URL('../../loop/worker.ts', import.meta.url), {
      type: 'module',
      name: 'loop',
    });
    this.#worker.addEventListener('message', ({ data }: MessageEvent<Message>) => this.#tell(data));
    this.#worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.#crashed(event.message);
    });
    this.#worker.addEventListener('messageerror', () => this.#crashed('a message could not be read'));
  }

  send(command: Command): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
    this.#worker.postMessage(command);
  }

  subscribe(listener: (message: Message) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#listeners.clear();
    this.#worker.terminate();
  }

  #crashed(why: string | undefined): void {
    this.#tell({
      kind: 'fault',
      fatal: true,
      fault: {
        code: 'worker-crashed',
        said: `The training stopped: its worker broke off${why === undefined || why === '' ? '' : ` (${why})`}.`,
        fix: 'Everything up to the last checkpoint is kept: resume from there.',
      },
    });
    this.#tell({ kind: 'state', state: 'failed' });
  }

  #tell(message: Message): void {
    for (const listener of this.#listeners) listener(message);
  }
}
