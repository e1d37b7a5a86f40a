import type { Command, Message } from '../../loop/protocol.ts';

/** Where the events come from. Views never ask which; the header prints it. */
export interface RunSource {
  readonly kind: 'live' | 'recorded' | 'imported' | 'stored';
  send(command: Command): void;
  /** Hears every message from now on; returns how to stop. */
  subscribe(listener: (message: Message) => void): () => void;
  close(): void;
}
