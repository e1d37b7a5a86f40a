import { Fragment, useState, type ReactNode } from 'react';
import { strings } from '../../ui/strings.ts';
import type { ActionId } from '../actions.ts';
import { useAction, useRun, useScreen, useSession, useSetup, useTray } from '../hooks.tsx';
import { onlyRole } from '../setup/onlyRole.ts';

const words = strings.tries;
type Try = Exclude<keyof typeof words, 'title' | 'more'> & ActionId;

/** Phrases that do what they say. What is already so, or cannot be done now, is not suggested. */
export function Suggestions(): ReactNode {
  const only = useSetup(({ link }) => onlyRole(link.config));
  const slow = useScreen((screen) => screen.pace === 'slow');
  const preset = useRun((run) => run.header?.preset);
  const own = useTray(({ collection, pictures }) => collection === null && pictures.length > 0);
  const recorded = useSession((session) => session.kind === 'recorded');
  const busy = useSession(
    ({ kind, worker }) => kind === 'live' && ['running', 'pausing', 'paused'].includes(worker),
  );
  const playing = (name: string): boolean => recorded && preset === name;
  const [more, setMore] = useState(false);
  // One of the recordings is told now: with the others these fill a line.
  const first: readonly (Try | null)[] = [
    playing('one-template') ? null : 'watch one template',
    playing('wrong-majorities') ? null : 'watch wrong majorities',
    playing('paper') ? null : 'watch paper',
    playing('improved') ? null : 'watch improved',
    slow ? null : 'slow motion',
    own ? null : 'choose pictures',
  ];
  const others: readonly (Try | null)[] = [
    // A live run keeps its roles: the next one follows the switch.
    busy ? null : only === null ? 'questioner only' : 'both roles',
    'most disputed',
    'no signal',
  ];
  return (
    <p className="tries">
      <span className="soft">{words.title}</span>{' '}
      {[...first, ...(more ? others : [])].map((id) => (id === null ? null : <Phrase key={id} id={id} />))}
      {more ? null : (
        <button type="button" className="link-button soft small" onClick={() => setMore(true)}>
          {words.more}
        </button>
      )}
    </p>
  );
}

function Phrase({ id }: { readonly id: Try }): ReactNode {
  const { enabled, perform } = useAction(id);
  if (!enabled) return null;
  return (
    <Fragment>
      <button type="button" className="try" data-action={id} onClick={perform}>
        {words[id]}
      </button>{' '}
    </Fragment>
  );
}
