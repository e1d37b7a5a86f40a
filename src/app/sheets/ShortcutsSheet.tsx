import type { ReactNode } from 'react';
import { Dialog } from '../../ui/Dialog.tsx';
import { laterStrings } from '../../ui/laterStrings.ts';
import { actionIds, actions, labelOf } from '../actions.ts';
import { useApp } from '../hooks.tsx';
import { keySigns } from '../keys.ts';
import './sheets.css';

const words = laterStrings.shortcuts;

/** The keys, read off the registered actions, and those of lists and dialogs. */
export function ShortcutsSheet({ onClose }: { readonly onClose: () => void }): ReactNode {
  const app = useApp();
  const keyed = actionIds.flatMap((id) => {
    const { key } = actions[id];
    return key === undefined ? [] : [{ id, key: keySigns(key) }];
  });
  return (
    <Dialog title={words.title} onClose={onClose} className="shortcuts">
      <div className="body">
        <dl className="keys">
          {keyed.map(({ id, key }) => (
            <Key key={id} keys={[key]} does={id === 'toggle' ? words.toggle : labelOf(app, id)} />
          ))}
        </dl>
        <h3>{words.elsewhere}</h3>
        <dl className="keys">
          <Key keys={['↑', '↓']} does={words.arrows} />
          <Key keys={['Tab']} does={words.tab} />
          <Key keys={['Esc']} does={words.escape} />
        </dl>
      </div>
    </Dialog>
  );
}

function Key({ keys, does }: { readonly keys: readonly string[]; readonly does: string }): ReactNode {
  return (
    <div>
      <dt>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{does}</dd>
    </div>
  );
}
