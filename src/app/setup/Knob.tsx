import { Info, RotateCcw } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import { parseSetting, type ConfigKey } from '../../loop/config.ts';
import { fields } from '../../loop/fields.ts';
import type { Field, NumberField } from '../../loop/field.ts';
import { rangeText } from './rangeText.ts';
import { fromSlider, SLIDER_STEPS, toSlider } from './knobScale.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useApp, useSetup } from '../hooks.tsx';
import { Named } from '../Named.tsx';
import { presetConfig } from '../../loop/presets.ts';

const words = laterStrings.setup;

/** One setting: value, slider where it is a number, and on demand why it is what it is. */
export function Knob({ name }: { readonly name: ConfigKey }): ReactNode {
  const { setup } = useApp();
  const id = useId();
  const value = useSetup(({ link }) => link.config[name]);
  const usual = useSetup(({ link }) => presetConfig(link.preset)[name]);
  const [about, setAbout] = useState(false);
  const [typed, setTyped] = useState<string | null>(null);
  const field: Field = fields[name];

  /** Takes what was typed if it is a value; else it stays in the box with the reason under it. */
  function set(text: string): void {
    try {
      setup.apply(parseSetting(name, text));
      setTyped(null);
    } catch {
      setTyped(text);
    }
  }

  return (
    <div className={`knob ${value === usual ? '' : 'changed'}`} data-knob={name}>
      <div className="line">
        <span className="name">
          <label htmlFor={id}>
            <Named label={field.label} raw={name} />
            {repeats(field) ? null : <span className="unit"> {field.unit}</span>}
          </label>
          <button
            type="button"
            className="button quiet icon"
            aria-label={words.about(field.label)}
            aria-expanded={about}
            onClick={() => setAbout(!about)}
          >
            <Info size={15} aria-hidden="true" />
          </button>
        </span>
        <span className="value">
          {value === usual ? null : (
            <button
              type="button"
              className="button quiet icon"
              aria-label={words.reset(field.label)}
              title={words.reset(field.label)}
              onClick={() => {
                setTyped(null);
                setup.reset(name);
              }}
            >
              <RotateCcw size={14} aria-hidden="true" />
            </button>
          )}
          {field.kind === 'switch' ? (
            <input
              id={id}
              type="checkbox"
              checked={value === true}
              onChange={(event) => set(String(event.target.checked))}
            />
          ) : field.kind === 'choice' ? (
            <select id={id} value={String(value)} onChange={(event) => set(event.target.value)}>
              {field.values.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          ) : (
            <input
              id={id}
              type="number"
              step="any"
              inputMode={field.integer ? 'numeric' : 'decimal'}
              value={typed ?? printed(Number(value))}
              aria-invalid={typed !== null}
              aria-describedby={typed === null ? undefined : `${id}-problem`}
              onChange={(event) => set(event.target.value)}
              onBlur={() => setTyped(null)}
            />
          )}
        </span>
      </div>
      {field.kind === 'number' && name !== 'run.seed' ? (
        <NumberSlider field={field} value={Number(value)} onChange={(next) => set(String(next))} />
      ) : null}
      {typed === null ? null : (
        <p className="problem" id={`${id}-problem`}>
          {words.badValue(rangeText(name))}
        </p>
      )}
      {about ? <About name={name} field={field} usual={String(usual)} /> : null}
    </div>
  );
}

/** Whether the unit says no more than the name: "Rounds", in rounds. */
const repeats = ({ label, unit }: Field): boolean => label.toLowerCase().includes(unit.toLowerCase());

/** As one would type it: 3e-5 rather than 0.00003. */
const printed = (value: number): string =>
  value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential() : String(value);

interface SliderProps {
  readonly field: NumberField;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

function NumberSlider({ field, value, onChange }: SliderProps): ReactNode {
  return (
    <input
      type="range"
      aria-label={field.label}
      aria-valuetext={`${value} ${field.unit}`}
      min={0}
      max={SLIDER_STEPS}
      value={toSlider(field, value)}
      onChange={(event) => onChange(fromSlider(field, Number(event.target.value)))}
      onKeyDown={(event) => {
        // A key moves a whole number by one and others by a hundredth of the slider.
        const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        const next = field.integer
          ? value + by
          : fromSlider(field, toSlider(field, value) + by * (SLIDER_STEPS / 100));
        onChange(Math.min(field.max, Math.max(field.min, next)));
      }}
    />
  );
}

function About({
  name,
  field,
  usual,
}: {
  readonly name: ConfigKey;
  readonly field: Field;
  readonly usual: string;
}): ReactNode {
  return (
    <div className="about">
      <p>{field.why}</p>
      <dl>
        <dt>{words.here}</dt>
        <dd>
          {usual} {field.unit}
        </dd>
        <dt>{words.paper}</dt>
        <dd>{field.paper ?? words.silent}</dd>
        <dt>{words.code}</dt>
        <dd>{field.code ?? words.silent}</dd>
        <dt>{words.range}</dt>
        <dd>{rangeText(name)}</dd>
        <dt>{words.key}</dt>
        <dd>
          <code>{name}</code>
        </dd>
      </dl>
    </div>
  );
}
