import type { Command, PackingChoice } from '../../loop/protocol.ts';
import type { App } from '../app.ts';

/**
 * Opens the model that the setup names, or the one that a stored run was made with. Null where that has to be fetched
 * first: the visitor is asked then.
 */
export async function openCommand(
  app: App,
  model = app.setup.getState().link.model,
  packing: PackingChoice = app.setup.getState().link.packing,
): Promise<Extract<Command, { kind: 'open' }> | null> {
  const { backend } = app.setup.getState().link;
  if (model === null) return { kind: 'open', backend, model: { kind: 'embedded' } };
  return (await import('../models/chosen.ts')).openChosen(app, model, { backend, packing });
}
