import type { ReactNode } from 'react';
import { configKeys, differenceFrom, type ConfigKey } from '../../loop/config.ts';
import { fields } from '../../loop/fields.ts';
import type { Field } from '../../loop/field.ts';
import { presetConfig, presets } from '../../loop/presets.ts';
import type { BackendChoice } from '../../loop/protocol.ts';
import { strings } from '../../ui/strings.ts';
import { ActionButton } from '../ActionButton.tsx';
import { useApp, useSetup } from '../hooks.tsx';
import { Part } from '../Part.tsx';
import { Knob } from './Knob.tsx';
import { PresetSelect } from './PresetSelect.tsx';
import './Setup.css';

const words = strings.setup;
const isBasic = (key: ConfigKey): boolean => {
  const field: Field = fields[key];
  return field.basic === true;
};
const basic = configKeys.filter(isBasic);
const prefixOf = (key: ConfigKey): string => key.slice(0, key.indexOf('.'));
const advanced = configKeys.filter((key) => !isBasic(key));
const prefixes = [...new Set(advanced.map(prefixOf))];

/** The settings of the next run: the few that matter first, all others by stage. */
export function SetupPanel(): ReactNode {
  const { setup } = useApp();
  const preset = useSetup(({ link }) => link.preset);
  const lab = useSetup(({ link }) => link.mode === 'lab');
  const changed = useSetup(
    ({ link }) =>
      Object.keys(differenceFrom(link.config, presetConfig(link.preset))).filter((key) => key !== 'run.seed')
        .length,
  );
  return (
    <section className="panel setup" aria-labelledby="setup-title">
      <header>
        <h2 id="setup-title">{words.title}</h2>
        {changed > 0 ? <span className="soft small">{words.changed(changed)}</span> : null}
      </header>
      <div className="body">
        <div>
          <PresetSelect />
          <p className="soft small">{presets[preset].sentence}</p>
        </div>
        {basic.map((key) => (
          <Knob key={key} name={key} />
        ))}
        <BackendSelect />
        <Part name="advanced">
          <details open={lab}>
            <summary>
              <strong>{words.advanced}</strong>
            </summary>
            <div className="body">
              {prefixes.map((prefix) => (
                <details key={prefix} className="prefix" open={lab}>
                  <summary>{words.prefixes[prefix] ?? prefix}</summary>
                  <div className="knobs">
                    {advanced
                      .filter((key) => prefixOf(key) === prefix)
                      .map((key) => (
                        <Knob key={key} name={key} />
                      ))}
                  </div>
                </details>
              ))}
            </div>
          </details>
        </Part>
        <div className="foot small">
          <span className="soft">{words.applies}</span>
          {changed > 0 ? (
            <button type="button" className="link-button" onClick={() => setup.choosePreset(preset)}>
              {words.resetAll}
            </button>
          ) : null}
          <Part name="share">
            <ActionButton id="copy link" className="quiet" />
          </Part>
        </div>
      </div>
    </section>
  );
}

function BackendSelect(): ReactNode {
  const { setup } = useApp();
  const backend = useSetup(({ link }) => link.backend);
  const choices: readonly BackendChoice[] = ['auto', 'webgpu', 'wasm'];
  return (
    <div className="knob">
      <div className="line">
        <label htmlFor="backend">{words.backend}</label>
        <select
          id="backend"
          value={backend}
          onChange={(event) => {
            const chosen = choices.find((one) => one === event.target.value);
            if (chosen !== undefined) setup.chooseBackend(chosen);
          }}
        >
          {choices.map((one) => (
            <option key={one} value={one}>
              {words.backends[one]}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}
