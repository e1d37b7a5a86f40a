import type { ReactNode } from 'react';
import { differenceFromPreset, isPresetName, presets } from '../loop/presets.ts';
import { correctionText } from '../images/correct.ts';
import { count, megabytes, millions, percent, date } from '../ui/figures.ts';
import { ScrollSideways } from '../ui/ScrollSideways.tsx';
import { laterStrings } from '../ui/laterStrings.ts';
import { ActionButton } from './ActionButton.tsx';
import { Empty } from './Empty.tsx';
import { Alerts } from './watch/Alerts.tsx';
import { Explained } from './explain/Explained.tsx';
import { useRun } from './hooks.tsx';
import { duration } from './session/progress.ts';
import './Run.css';
import './Silver.css';

const words = laterStrings.run;

/** What the run is, what it measured, what it found worth saying, and how to take it along. */
export function RunView(): ReactNode {
  const header = useRun((run) => run.header);
  return (
    <div className="run-view">
      {header === null ? (
        <div className="panel wide">
          <Empty text={words.empty} />
        </div>
      ) : (
        <>
          <About />
          <ExportPanel />
          <Evaluations />
          <section className="panel" aria-labelledby="alerts-title">
            <header>
              <h2 id="alerts-title">{words.alerts}</h2>
            </header>
            <div className="body">
              <Alerts />
            </div>
          </section>
        </>
      )}
    </div>
  );
}

function About(): ReactNode {
  const header = useRun((run) => run.header);
  const seconds = useRun((run) => run.seconds);
  const memory = useRun((run) => run.memory);
  const corrections = useRun((run) => run.corrections);
  if (header === null) return null;
  const { config, preset, model, start, device, pictures, startedAt, runId } = header;
  const known = isPresetName(preset) ? preset : null;
  const changed = Object.entries(differenceFromPreset(preset, config)).filter(([key]) => key !== 'run.seed');
  return (
    <section className="panel" aria-labelledby="run-title">
      <header>
        <h2 id="run-title">{words.title}</h2>
      </header>
      <div className="body">
        <dl className="pairs number">
          <dt>{words.name}</dt>
          <dd>{runId}</dd>
          <dt>{words.preset}</dt>
          <dd>{known === null ? preset : presets[known].label}</dd>
          <dt>{words.settings}</dt>
          <dd>
            {changed.length === 0
              ? words.same
              : changed.map(([key, value]) => (
                  <span key={key} style={{ display: 'block' }}>
                    <code>
                      {key} = {String(value)}
                    </code>
                  </span>
                ))}
          </dd>
          <dt>{words.seed}</dt>
          <dd>{config['run.seed']}</dd>
          <dt>{words.model}</dt>
          <dd>
            {model.name}, {millions(model.parameters)} {words.parameters}
          </dd>
          {start === undefined ? null : (
            <>
              <dt>{words.startedFrom}</dt>
              <dd data-testid="started-from">
                {words.adapterOf(start.adapter, start.rank)}
                {start.base === null ? null : <span className="soft"> ({start.base})</span>}
              </dd>
            </>
          )}
          <dt>{words.device}</dt>
          <dd>
            {device.adapter} ({device.backend === 'webgpu' ? 'WebGPU' : 'WASM'})
          </dd>
          {memory === null ? null : (
            <>
              <dt>{words.memory}</dt>
              <dd>{words.memoryExpected(megabytes(memory))}</dd>
            </>
          )}
          {corrections.length === 0 ? null : (
            <>
              <dt>{words.corrections}</dt>
              <dd>
                {corrections.map(({ correction, confidence }) => (
                  <span key={correctionText(correction)} style={{ display: 'block' }}>
                    {correctionText(correction)}: {percent(confidence)}
                  </span>
                ))}
              </dd>
            </>
          )}
          <dt>{words.pictures}</dt>
          <dd>{count(pictures.length)}</dd>
          <dt>{words.started}</dt>
          <dd>{date(startedAt, true)}</dd>
          <dt>{words.elapsed}</dt>
          <dd>{duration(seconds)}</dd>
        </dl>
      </div>
    </section>
  );
}

function ExportPanel(): ReactNode {
  return (
    <section className="panel" aria-labelledby="export-title">
      <header>
        <h2 id="export-title">{words.export}</h2>
      </header>
      <div className="body exports">
        <p className="soft small">{words.exportHint}</p>
        <div className="row">
          <ActionButton id="export run" />
        </div>
        <div className="row">
          <ActionButton id="export events" />
          <ActionButton id="export metrics" />
        </div>
        <div className="row">
          <ActionButton id="export reasoner" />
          <ActionButton id="export questioner" />
          <ActionButton id="push" />
        </div>
      </div>
    </section>
  );
}

function Evaluations(): ReactNode {
  const rows = useRun((run) => run.evaluations);
  return (
    <section className="panel wide" aria-labelledby="evaluations-title">
      <header>
        <h2 id="evaluations-title">{words.evaluations}</h2>
      </header>
      <ScrollSideways name={words.evaluations} className="body">
        {rows.length === 0 ? (
          <p className="soft">{words.evaluationsNone}</p>
        ) : (
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">{words.weights}</th>
                <th scope="col">{words.suite}</th>
                <th scope="col" className="number">
                  {words.right}
                </th>
                <th scope="col" className="number">
                  {words.accuracy}
                </th>
                <th scope="col" className="number">
                  {words.interval}
                </th>
                <th scope="col" className="number">
                  {words.baseline}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ sequence, weights, result }) => (
                <tr key={sequence}>
                  <th scope="row">{weights}</th>
                  <td>{result.suite}</td>
                  <td className="number">
                    <Explained what="right">
                      {result.correct}/{result.n}
                    </Explained>
                  </td>
                  <td className="number">
                    <Explained what="accuracy" filled={`${result.correct} / ${result.n}`} className="strong">
                      {percent(result.accuracy)}
                    </Explained>
                  </td>
                  <td className="number">
                    <Explained what="interval" filled={`Wilson(${result.correct}, ${result.n})`}>
                      {percent(result.ci95[0])} – {percent(result.ci95[1])}
                    </Explained>
                  </td>
                  <td className="number soft">
                    <Explained
                      what="baseline"
                      filled={`${Math.round(result.baseline * result.n)} / ${result.n}`}
                    >
                      {percent(result.baseline)}
                    </Explained>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </ScrollSideways>
    </section>
  );
}
