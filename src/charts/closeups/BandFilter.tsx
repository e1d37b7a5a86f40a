import { useId, useMemo, useState, type ReactNode } from 'react';
import { useRun } from '../../app/hooks.tsx';
import type { RunState } from '../../app/session/runState.ts';
import { defaultConfig } from '../../loop/config.ts';
import { count, fixed, inLocale, percent } from '../../ui/figures.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { countBand, histogramOf, labelledOf, type Labelled } from './bandFilter.ts';
import { useLargeFigures } from './useLargeFigures.tsx';

const words = laterStrings.closeups;
const usual = { width: 420, height: 150, bottom: 18 };
/** For figures of 24 px in a drawing of 300. */
const large = { width: 300, height: 190, bottom: 30 };
const BINS = 16;

/** The labels of the newest round that built a silver set. */
function newestLabels(steps: RunState['steps']): readonly Labelled[] {
  const round = steps.findLast(({ position }) => position.stage === 'B')?.position.round;
  return steps
    .filter(({ position }) => position.stage === 'B' && position.round === round)
    .flatMap(({ votes, gold }) => labelledOf(votes, gold));
}

/** What another band would have kept, how much of it is right, and whether it is enough for the steps of stage C. */
export function BandFilter(): ReactNode {
  const config = useRun((run) => run.header?.config) ?? defaultConfig;
  const steps = useRun((run) => run.steps);
  const labels = useMemo(() => newestLabels(steps), [steps]);
  const [from, setFrom] = useState(config['silver.bandLow']);
  const [to, setTo] = useState(config['silver.bandHigh']);
  const id = useId();
  const isLarge = useLargeFigures();
  const { width, height, bottom } = isLarge ? large : usual;
  if (labels.length === 0) return <p className="soft">{words.noSilver}</p>;
  const bins = histogramOf(labels, BINS);
  const most = Math.max(1, ...bins.map(({ right, wrong, unknown }) => right + wrong + unknown));
  const { kept, precision } = countBand(labels, from, to);
  const used = countBand(labels, config['silver.bandLow'], config['silver.bandHigh']);
  const needed = config['reasoner.steps'] * config['reasoner.groupsPerStep'];
  const tall = (labelsIn: number): number => (labelsIn / most) * (height - bottom - 6);
  const wide = width / BINS;
  return (
    <>
      <div className="controls">
        <label htmlFor={`${id}from`}>
          {words.from}
          <input
            id={`${id}from`}
            type="range"
            min={0}
            max={1}
            step={0.01}
            value={from}
            onChange={(event) => setFrom(Math.min(to, Number(event.target.value)))}
          />
          <output className="number">{fixed(from, 2)}</output>
        </label>
        <label htmlFor={`${id}to`}>
          {words.to}
          <input
            id={`${id}to`}
            type="range"
            min={0}
            max={1}
            step={0.01}
            value={to}
            onChange={(event) => setTo(Math.max(from, Number(event.target.value)))}
          />
          <output className="number">{fixed(to, 2)}</output>
        </label>
      </div>
      <svg
        className={`histogram ${isLarge ? 'large-figures' : ''}`}
        viewBox={`0 0 ${width} ${height}`}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn from live numbers: no file that an img could show
        role="img"
        aria-label={words.histogram}
      >
        <rect
          className="zone"
          x={from * width}
          y={0}
          width={Math.max(1, (to - from) * width)}
          height={height - bottom}
        />
        {bins.map(({ right, wrong, unknown }, at) => {
          const left = at * wide + 1.5;
          const parts = [
            ['right', right],
            ['wrong', wrong],
            ['unknown', unknown],
          ] as const;
          let floor = height - bottom;
          return parts.map(([name, number]) => {
            floor -= tall(number);
            return (
              <rect
                key={`${left} ${name}`}
                className={name}
                x={left}
                y={floor}
                width={wide - 3}
                height={tall(number)}
              />
            );
          });
        })}
        {[0, 0.25, 0.5, 0.75, 1].map((mark) => (
          <text
            key={mark}
            x={mark * width}
            y={height - 3}
            textAnchor={mark === 0 ? 'start' : mark === 1 ? 'end' : 'middle'}
          >
            {inLocale(String(mark))}
          </text>
        ))}
      </svg>
      <p className="names small">
        <span>
          <span className="swatch right" /> {words.right}
        </span>
        <span>
          <span className="swatch wrong" /> {words.wrong}
        </span>
        <span>
          <span className="swatch unknown" /> {words.unknown}
        </span>
      </p>
      <dl className="outcome number">
        <div>
          <dt>{words.keeps}</dt>
          <dd>
            <strong>{count(kept)}</strong> <span className="soft">{words.ofLabels(labels.length)}</span>
          </dd>
        </div>
        <div>
          <dt>{words.precision}</dt>
          <dd>
            <strong>{percent(precision)}</strong>{' '}
            <span className="soft">{words.usedBand(percent(used.precision))}</span>
          </dd>
        </div>
        <div>
          <dt>{words.enough}</dt>
          <dd className={kept >= needed ? 'vote' : 'negative'}>{words.rowsOf(kept, needed)}</dd>
        </div>
      </dl>
    </>
  );
}
