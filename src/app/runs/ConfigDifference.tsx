import { useState, type ReactNode } from 'react';
import { fields } from '../../loop/fields.ts';
import { differingKeys, settingText } from '../../runs/compare.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { presetLabel } from './caption.ts';
import type { ComparedRun } from './comparison.ts';
import { RunMark } from './RunMark.tsx';

const words = laterStrings.compare;
/** Rows that are shown at first: the curves below are worth more than the fortieth setting. */
const FIRST = 8;

/** The settings in which the runs differ; a value other than the first run's stands out. */
export function ConfigDifference({ runs }: { readonly runs: readonly ComparedRun[] }): ReactNode {
  const [first] = runs;
  const [all, setAll] = useState(false);
  if (first === undefined) return null;
  const keys = differingKeys(runs.map(({ header }) => header.config));
  const shown = all ? keys : keys.slice(0, FIRST);
  return (
    <section className="panel" aria-labelledby="difference-title">
      <header>
        <h2 id="difference-title">{words.differences}</h2>
      </header>
      <div className="body scroll-x" tabIndex={-1}>
        <table className="plain difference" data-testid="difference">
          <thead>
            <tr>
              <th scope="col">{words.setting}</th>
              {runs.map((run) => (
                <th key={run.id} scope="col">
                  <RunMark run={run} /> {run.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{words.facts.preset}</th>
              {runs.map(({ id, header }) => (
                <td key={id} className={header.preset === first.header.preset ? 'soft' : 'differs'}>
                  {presetLabel(header.preset)}
                </td>
              ))}
            </tr>
            {shown.map((key) => (
              <tr key={key}>
                <th scope="row">
                  {fields[key].label} <code className="soft small">{key}</code>
                </th>
                {runs.map(({ id, header }) => (
                  <td
                    key={id}
                    className={`number ${header.config[key] === first.header.config[key] ? 'soft' : 'differs'}`}
                  >
                    {settingText(header.config[key])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {keys.length === 0 ? <p className="soft">{words.same}</p> : null}
        {keys.length > FIRST ? (
          <button type="button" className="link-button small" onClick={() => setAll(!all)}>
            {all ? words.fewer : words.more(keys.length)}
          </button>
        ) : null}
      </div>
    </section>
  );
}
