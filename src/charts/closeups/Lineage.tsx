import type { ReactNode } from 'react';
import { useApp, useRun } from '../../app/hooks.tsx';
import { stepKey } from '../../app/session/runState.ts';
import { percent } from '../../ui/figures.ts';
import { RoleMark } from '../../ui/RoleMark.tsx';
import { laterStrings } from '../../ui/laterStrings.ts';
import { strings } from '../../ui/strings.ts';

const words = laterStrings.closeups;

/** The two weight sets from their one base on: what each stage starts from, who judges, and where the run is now. */
export function Lineage(): ReactNode {
  const { screen } = useApp();
  const stages = useRun((run) => run.stages);
  const now = useRun((run) => run.position);
  const ended = useRun((run) => run.end !== null);
  const evaluations = useRun((run) => run.evaluations);
  const rows = useRun((run) => run.rows);
  if (stages.length === 0) return <p className="soft">{words.noStages}</p>;
  const base = evaluations.find(({ weights }) => weights === 'base');
  return (
    <ol className="lineage">
      <li className="base">
        <strong>{words.base}</strong>
        <span className="soft small">{words.baseWhy}</span>
        {base === undefined ? null : <Measured share={base.result.accuracy} />}
      </li>
      {stages.map(({ sequence, position, trains, frozen, startsFrom }) => {
        const active = !ended && now !== null && now.round === position.round && now.stage === position.stage;
        const done = rows.filter(
          (row) => row.position.round === position.round && row.position.stage === position.stage,
        );
        const first = done[0];
        const measured =
          position.stage === 'C'
            ? evaluations.findLast(
                ({ position: at, weights }) => at.round === position.round && weights !== 'base',
              )
            : undefined;
        return (
          <li key={sequence} className={`${trains ?? 'nothing'} ${active ? 'active' : ''}`}>
            <p>
              {trains === null ? null : <RoleMark of={trains} />}{' '}
              <strong>
                {strings.silver.round(position.round)}, {strings.stages[position.stage].name}
              </strong>{' '}
              <span className="soft small">{strings.stages[position.stage].does}</span>
            </p>
            <dl className="small">
              <dt>{trains === null ? words.asks : words.startsFrom}</dt>
              <dd>{startsFrom}</dd>
              <dt>{words.judges[position.stage]}</dt>
              <dd>{frozen}</dd>
              {trains === null ? null : (
                <>
                  <dt>{words.makes}</dt>
                  <dd>{words.weights(strings.roles[trains].toLowerCase(), position.round)}</dd>
                </>
              )}
            </dl>
            {measured === undefined ? null : <Measured share={measured.result.accuracy} />}
            {first === undefined ? null : (
              <button
                type="button"
                className="link-button small"
                onClick={() => {
                  screen.chooseStep(stepKey(first.position));
                  screen.show('groups');
                }}
              >
                {words.stepsOf(done.length)}
              </button>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function Measured({ share }: { readonly share: number }): ReactNode {
  return (
    <span className="small number">
      {words.heldOut} <strong>{percent(share)}</strong>
    </span>
  );
}
