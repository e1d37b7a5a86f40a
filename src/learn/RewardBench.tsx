import { RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import { AdvantageBar } from '../app/groups/AdvantageBar.tsx';
import { useApp, useCourse } from '../app/hooks.tsx';
import { fixed, signed } from '../ui/figures.ts';
import { laterStrings } from '../ui/laterStrings.ts';
import { isSilent, regimeOf, workedOut } from './regime.ts';

const words = laterStrings.learn;
const none: readonly number[] = [];

/** One group whose rewards can be dragged: mean, spread and advantages move along. Nothing is trained from it. */
export function RewardBench(): ReactNode {
  const { course } = useApp();
  const rewards = useCourse((state) => state.rewards);
  const recorded = useCourse((state) => state.scene?.rewards ?? none);
  const { mean, deviation, advantages } = workedOut(rewards);
  const largest = Math.max(...advantages.map(Math.abs));
  const regime = regimeOf(rewards);
  return (
    <section className="panel bench" aria-labelledby="bench-title">
      <header>
        <h2 id="bench-title">{words.bench}</h2>
        <p className="number statistics">
          <span>
            {words.mean} μ = <strong>{fixed(mean, 2)}</strong>
          </span>
          <span>
            {words.deviation} σ = <strong>{fixed(deviation, 2)}</strong>
          </span>
        </p>
        <button
          type="button"
          className="button quiet"
          disabled={rewards === recorded}
          onClick={() => {
            for (const [member, reward] of recorded.entries()) course.drag(member, reward, regimeOf);
          }}
        >
          <RotateCcw size={16} aria-hidden="true" /> {words.reset}
        </button>
      </header>
      <ol className="body">
        {rewards.map((reward, member) => (
          // Members have no other identity here: their number of places never changes.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={member}>
            <label>
              <span className="only-heard">{words.reward(member + 1)}</span>
              <span className="number soft" aria-hidden="true">
                {member + 1}
              </span>
              <input
                type="range"
                min={0}
                max={1}
                step={0.05}
                value={reward}
                onChange={(event) => course.drag(member, Number(event.target.value), regimeOf)}
              />
            </label>
            <span className="number">{fixed(reward, 2)}</span>
            <AdvantageBar value={advantages[member] ?? 0} largest={largest} />
            <span className="number">
              <strong>{signed(advantages[member])}</strong>
            </span>
          </li>
        ))}
      </ol>
      <output className={`regime ${isSilent(regime) ? 'silent' : ''}`}>{words.regimes[regime]}</output>
    </section>
  );
}
