import { ListVideo } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { configKeys, type ConfigKey } from '../../loop/config.ts';
import type { Field } from '../../loop/field.ts';
import { fields } from '../../loop/fields.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useApp, useSession, useTray } from '../hooks.tsx';
import { rangeText } from '../setup/rangeText.ts';
import { libraryOf } from './library.ts';
import { MOST_VALUES, sweepOf } from './sweep.ts';
import { faultText } from '../../ui/faultText.ts';

const words = laterStrings.sweep;
const prefixes = [...new Set(configKeys.map((key) => key.slice(0, key.indexOf('.'))))];

/** A few runs that differ in one knob alone, played one after the other and then compared. */
export function SweepView(): ReactNode {
  const app = useApp();
  const library = libraryOf(app);
  const sweep = sweepOf(app);
  const { key, values, going, fault } = useStore(sweep);
  const pictures = useTray((tray) => tray.pictures.length);
  const busy = useSession(({ kind, worker }) => kind === 'live' && ['running', 'pausing'].includes(worker));
  const field: Field = fields[key];
  const start = async (): Promise<void> => {
    const runIds = await sweep.start();
    await library.look();
    if (runIds.length < 2) return;
    library.compare(runIds);
    library.open('compare');
  };
  return (
    <section className="panel sweep" aria-labelledby="sweep-title">
      <header>
        <h2 id="sweep-title">{words.title}</h2>
      </header>
      <form
        className="body"
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <p className="soft small">{words.why}</p>
        <label className="knob-choice">
          {words.knob}
          <select
            value={key}
            disabled={going !== null}
            onChange={(event) => {
              const found = configKeys.find((one) => one === event.target.value);
              if (found !== undefined) sweep.chooseKnob(found);
            }}
          >
            {prefixes.map((prefix) => (
              <optgroup key={prefix} label={laterStrings.setup.prefixes[prefix] ?? prefix}>
                {configKeys
                  .filter((one) => one.startsWith(`${prefix}.`))
                  .map((one) => (
                    <option key={one} value={one}>
                      {fields[one].label}
                    </option>
                  ))}
              </optgroup>
            ))}
          </select>
        </label>
        <p className="soft small">{field.why}</p>
        <fieldset className="values" disabled={going !== null}>
          <legend className="small">{words.values(rangeText(key))}</legend>
          {Array.from({ length: MOST_VALUES }, (_, at) => (
            <Value key={at} at={at} name={key} value={values[at] ?? ''} />
          ))}
        </fieldset>
        {fault === null ? null : (
          <p className="negative" role="alert">
            {faultText(fault)}
          </p>
        )}
        <p>
          <button
            type="submit"
            className="button primary"
            disabled={going !== null || busy || pictures === 0}
          >
            <ListVideo size={16} aria-hidden="true" /> {words.start}
          </button>
        </p>
        {going === null ? null : (
          <output className="going" data-testid="sweeping">
            {words.going(going.runIds.length + 1, going.of)}
            <progress aria-label={words.title} max={going.of} value={going.runIds.length} />
          </output>
        )}
      </form>
    </section>
  );
}

interface ValueProps {
  readonly at: number;
  readonly name: ConfigKey;
  readonly value: string;
}

function Value({ at, name, value }: ValueProps): ReactNode {
  const sweep = sweepOf(useApp());
  const field: Field = fields[name];
  const label = words.value(at + 1);
  if (field.kind === 'number') {
    return (
      <input
        type="text"
        inputMode="decimal"
        aria-label={label}
        value={value}
        onChange={(event) => sweep.setValue(at, event.target.value)}
      />
    );
  }
  const options = field.kind === 'switch' ? ['false', 'true'] : field.values;
  return (
    <select aria-label={label} value={value} onChange={(event) => sweep.setValue(at, event.target.value)}>
      <option value="">{words.nothing}</option>
      {options.map((option) => (
        <option key={option}>{option}</option>
      ))}
    </select>
  );
}
