import { useState, type ReactNode } from 'react';
import { configKeys, type ConfigKey } from '../../loop/config.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useSetup } from '../hooks.tsx';
import { isBasic, isSought } from './basic.ts';
import { Knob } from './Knob.tsx';

const words = laterStrings.setup;
const prefixOf = (key: ConfigKey): string => key.slice(0, key.indexOf('.'));
const advanced = configKeys.filter((key) => !isBasic(key));
const prefixes = [...new Set(advanced.map(prefixOf))];

/** All settings but the basic ones: by stage, or those that are looked for. */
export function Advanced(): ReactNode {
  const lab = useSetup(({ link }) => link.mode === 'lab');
  const [sought, setSought] = useState('');
  const found = sought.trim() === '' ? null : configKeys.filter((key) => isSought(key, sought));
  return (
    <details className="advanced" open={lab}>
      <summary>
        <strong>{words.advanced}</strong>
      </summary>
      <div className="body">
        <input
          type="search"
          className="find"
          aria-label={words.find}
          placeholder={words.find}
          value={sought}
          onChange={(event) => setSought(event.target.value)}
        />
        {found === null ? (
          prefixes.map((prefix) => (
            <details key={prefix} className="prefix" open={lab}>
              <summary>{words.prefixes[prefix] ?? prefix}</summary>
              <Knobs keys={advanced.filter((key) => prefixOf(key) === prefix)} />
            </details>
          ))
        ) : (
          <>
            <output className="soft small">{words.found(found.length)}</output>
            <Knobs keys={found} />
          </>
        )}
      </div>
    </details>
  );
}

const Knobs = ({ keys }: { readonly keys: readonly ConfigKey[] }): ReactNode => (
  <div className="knobs">
    {keys.map((key) => (
      <Knob key={key} name={key} />
    ))}
  </div>
);
