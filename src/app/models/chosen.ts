import { VisplayError } from '../../errors.ts';
import type { Command } from '../../loop/protocol.ts';
import type { App } from '../app.ts';
import { modelsOf, storedOf } from './models.ts';
import { refFrom } from './modelRef.ts';

type Open = Extract<Command, { kind: 'open' }>;

/**
 * How to open the model that a link names. Where it is not here, or would be read from another host, the sheet is opened
 * with the offer to get it, and there is nothing to open: nothing is asked of another host without a click.
 *
 * @throws VisplayError `hub-address` for what names no model
 */
export async function openChosen(
  app: App,
  link: string,
  how: Pick<Open, 'backend' | 'packing'>,
): Promise<Open | null> {
  const models = modelsOf(app);
  const ref = refFrom(link);
  switch (ref.kind) {
    case 'hub': {
      const stored = storedOf(await models.look(), ref);
      if (stored?.state === 'whole') return { kind: 'open', ...how, link, model: { kind: 'stored', folder: stored.name } }; // prettier-ignore
      break;
    }
    case 'folder': {
      const { dropped } = models.getState();
      if (dropped?.name === ref.name) return { kind: 'open', ...how, link, model: { kind: 'files', ...dropped } }; // prettier-ignore
      break;
    }
    case 'url': {
      const url = new URL(ref.url, document.baseURI);
      const known = url.origin === location.origin || models.getState().allowed.has(url.href);
      if (known) return { kind: 'open', ...how, link, model: { kind: 'url', url: url.href } };
      break;
    }
    default:
      throw new VisplayError('hub-address', `"${link}" names no model.`, ref satisfies never);
  }
  models.setState({ wanted: link });
  app.screen.setState({ sheet: 'model' });
  return null;
}
