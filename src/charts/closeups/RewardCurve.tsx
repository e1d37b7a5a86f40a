import { useId, useMemo, useState, type ReactNode } from 'react';
import { useRun } from '../../app/hooks.tsx';
import type { RunState } from '../../app/session/runState.ts';
import { defaultConfig } from '../../loop/config.ts';
import { difficulty } from '../../rewards/difficulty.ts';
import { Segments } from '../../ui/Segments.tsx';
import { laterStrings } from '../../ui/laterStrings.ts';
import { labelOdds, type OddsOptions } from './labelOdds.ts';
import { Plot, type PlotLine } from './Plot.tsx';

const words = laterStrings.closeups;
const kinds = ['paper', 'code', 'band'] as const;
type Kind = (typeof kinds)[number];
const isKind = (value: string): value is Kind => kinds.some((kind) => kind === value);

/** Confidence and difficulty reward of the newest questions that were paid. */
function dotsOf(steps: RunState['steps']): readonly { readonly x: number; readonly y: number }[] {
  const newest = steps.findLast((step) => step.questionRewards.length > 0);
  return (newest?.questionRewards ?? []).flatMap(({ confidence, terms }) => {
    const paid = terms.find(({ key }) => key === 'uncertainty');
    return confidence === null || paid === undefined ? [] : [{ x: confidence, y: paid.value }];
  });
}

/** What a confidence earns, and what a question earns and its label is worth by how often the reasoner is right. */
export function RewardCurve(): ReactNode {
  const config = useRun((run) => run.header?.config) ?? defaultConfig;
  const steps = useRun((run) => run.steps);
  const dots = useMemo(() => dotsOf(steps), [steps]);
  const used = config['reward.uncertainty'];
  const [kind, setKind] = useState<Kind>(isKind(used) ? used : 'band');
  const [samples, setSamples] = useState(Math.min(16, config['votes.samples']));
  const [choices, setChoices] = useState<2 | 4>(2);
  const id = useId();
  const [keepFrom, keepTo] = [config['silver.bandLow'], config['silver.bandHigh']];
  const band = { bandLow: config['reward.bandLow'], bandHigh: config['reward.bandHigh'] };
  const curves = useMemo(() => {
    const options: OddsOptions = { uncertainty: kind, ...band, samples, choices, keepFrom, keepTo };
    const places = Array.from({ length: 41 }, (_, at) => at / 40);
    const odds = places.map((p) => ({ p, ...labelOdds(p, options) }));
    const lines: readonly PlotLine[] = [
      { name: words.paid, colour: 'var(--questioner)', points: odds.map(({ p, reward }) => [p, reward]) },
      { name: words.keptShare, colour: 'var(--bar)', points: odds.map(({ p, kept }) => [p, kept]) },
      {
        name: words.labelRight,
        colour: 'var(--vote)',
        points: odds.flatMap(({ p, right }) => (right === null ? [] : [[p, right] as const])),
      },
    ];
    return lines;
    // oxlint-disable-next-line react/exhaustive-deps -- `band` is read by its two numbers
  }, [kind, band.bandLow, band.bandHigh, samples, choices, keepFrom, keepTo]);
  const reward: readonly PlotLine[] = kinds.map((one) => ({
    name: words.kinds[one],
    colour: one === kind ? 'var(--questioner)' : 'var(--bar)',
    dashed: one === 'code',
    points: Array.from({ length: 101 }, (_, at) => [
      at / 100,
      difficulty(at / 100, { uncertainty: one, ...band }).value,
    ]),
  }));
  return (
    <>
      <div className="controls">
        <Segments
          label={words.rewardKind}
          value={kind}
          options={kinds.map((value) => ({ value, label: words.kinds[value] }))}
          onChoose={setKind}
        />
        <Segments
          label={words.choices}
          value={String(choices)}
          options={[
            { value: '2', label: words.twoAnswers },
            { value: '4', label: words.fourAnswers },
          ]}
          onChoose={(value) => setChoices(value === '2' ? 2 : 4)}
        />
        <label htmlFor={id}>
          {words.samples}
          <input
            id={id}
            type="range"
            min={2}
            max={16}
            value={samples}
            onChange={(event) => setSamples(Number(event.target.value))}
          />
          <output className="number">{samples}</output>
        </label>
      </div>
      <div className="pair">
        <Plot
          title={words.rewardOf}
          lines={reward}
          dots={dots}
          dotsName={words.dots(dots.length)}
          zone={[keepFrom, keepTo]}
          zoneName={words.zone}
          xName={words.confidence}
        />
        <Plot title={words.fragile} lines={curves} xName={words.trueP} />
      </div>
    </>
  );
}
