import type { Command } from '../../loop/protocol.ts';
import type { Link } from './url.ts';

/** Opens the model that the setup names. */
export const openCommand = ({ backend, model }: Link): Extract<Command, { kind: 'open' }> => ({
  kind: 'open',
  backend,
  model:
    model === null
      ? { kind: 'embedded' }
      : { kind: 'url', url: new URL(model, globalThis.document?.baseURI).href },
});
