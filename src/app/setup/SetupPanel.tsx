import type { ReactNode } from 'react';
import { configKeys, differenceFrom } from '../../loop/config.ts';
import { presetConfig, presets } from '../../loop/presets.ts';
import type { BackendChoice } from '../../loop/protocol.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { ActionButton } from '../ActionButton.tsx';
import { useApp, useSetup } from '../hooks.tsx';
import { nameOf } from '../models/modelRef.ts';
import { Part } from '../Part.tsx';
import { Advanced } from './Advanced.tsx';
import { isBasic } from './basic.ts';
import { Knob } from './Knob.tsx';
import { PresetSelect } from './PresetSelect.tsx';
import './Setup.css';

const words = laterStrings.setup;
const basic = configKeys.filter(isBasic);
/** The settings of the next run: the few that matter first, all others by stage. */
export function SetupPanel(): ReactNode {
  const { setup } = useApp();
  const preset = useSetup(({ link }) => link.preset);
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
        <ModelChoice />
        <BackendSelect />
        <Part name="advanced">
          <Advanced />
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

function ModelChoice(): ReactNode {
  const chosen = useSetup(({ link }) => link.model);
  return (
    <div className="knob">
      <div className="line">
        <span>{laterStrings.models.setupLabel}</span>
        <ActionButton id="model" className="quiet">
          {chosen === null ? laterStrings.models.embeddedName : nameOf(chosen)}
        </ActionButton>
      </div>
    </div>
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
