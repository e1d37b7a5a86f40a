import { faultOf } from '../../errors.ts';
import { strings } from '../../ui/strings.ts';
import type { App } from '../app.ts';
import type { Kept } from './kept.ts';

/** Takes something off the screen, and deletes it when nobody can take that back any more. */
export function letGo(
  { leaving, undo, session, shelf }: App,
  { id, kind, name, remove }: Pick<Kept, 'id' | 'kind' | 'name' | 'remove'>,
  gone: () => void | Promise<void> = () => undefined,
): void {
  leaving.setState(new Set([...leaving.getState(), id]), true);
  const stays = (): void =>
    leaving.setState(new Set([...leaving.getState()].filter((one) => one !== id)), true);
  undo.offer({
    said: strings.undo.deleted(name),
    back: stays,
    async settle() {
      try {
        await remove();
        if (kind === 'run') await shelf.look();
        await gone();
      } catch (thrown) {
        session.report(faultOf(thrown));
      }
      stays();
    },
  });
}
