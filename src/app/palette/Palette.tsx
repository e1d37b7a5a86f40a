import { Search } from 'lucide-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Dialog } from '../../ui/Dialog.tsx';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useApp } from '../hooks.tsx';
import { keySigns } from '../keys.ts';
import { commandsOf, type PaletteCommand } from './commands.ts';
import { matches } from './match.ts';
import './Palette.css';

const words = laterStrings.palette;
/** More lines than this are found by typing. */
const MOST = 60;

/** Everything the page can do, found by a few letters. */
export function Palette({ onClose }: { readonly onClose: () => void }): ReactNode {
  const app = useApp();
  // As it was when the palette was opened: what a run does meanwhile must not move the lines under the hand.
  const [all] = useState(() => commandsOf(app));
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const listId = useId();
  const found = matches(all, query).slice(0, MOST);
  const chosen = found[Math.min(at, found.length - 1)];
  const optionId = (command: PaletteCommand): string => `${listId}-${command.id.replaceAll(' ', '-')}`;

  function run(command: PaletteCommand): void {
    onClose();
    // After the dialog has given the focus back.
    queueMicrotask(() => command.run());
  }

  function onKeyDown(event: KeyboardEvent): void {
    const last = found.length - 1;
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 8, PageUp: at - 8 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      const around = Math.abs(next - at) === 1 && (next < 0 || next > last);
      setAt(around ? (next < 0 ? last : 0) : Math.max(0, Math.min(last, next)));
    } else if (event.key === 'Enter' && chosen !== undefined) {
      event.preventDefault();
      run(chosen);
    } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      onClose();
    }
  }

  return (
    <Dialog title={words.title} onClose={onClose} className="palette" bare>
      <div className="search">
        <Search size={18} aria-hidden="true" />
        <input
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={chosen === undefined ? undefined : optionId(chosen)}
          aria-label={words.search}
          placeholder={words.placeholder}
          spellCheck={false}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a select cannot be searched */}
      <div id={listId} role="listbox" aria-label={words.title} className="options">
        {found.map((command, place) => (
          <Option
            key={command.id}
            id={optionId(command)}
            command={command}
            chosen={command === chosen}
            headed={query !== '' || command.group !== found[place - 1]?.group}
            onRun={() => run(command)}
          />
        ))}
      </div>
      {found.length === 0 ? <p className="empty">{words.none(query)}</p> : null}
      <output className="only-heard">{words.found(found.length)}</output>
    </Dialog>
  );
}

interface OptionProps {
  readonly id: string;
  readonly command: PaletteCommand;
  readonly chosen: boolean;
  /** Names its group: the first of each, and all where the best match comes first. */
  readonly headed: boolean;
  readonly onRun: () => void;
}

function Option({ id, command, chosen, headed, onRun }: OptionProps): ReactNode {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen) row.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus, jsx-a11y/prefer-tag-over-role -- the box above has the focus and the keys
    <div ref={row} id={id} role="option" aria-selected={chosen} className="option" onClick={onRun}>
      <span className="group">{headed ? words.groups[command.group] : ''}</span>
      <span className="label">{command.label}</span>
      {command.key === null ? null : <kbd>{keySigns(command.key)}</kbd>}
    </div>
  );
}
