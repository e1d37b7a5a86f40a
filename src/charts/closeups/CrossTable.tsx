import { useMemo, type ReactNode } from 'react';
import { useRun } from '../../app/hooks.tsx';
import { percent } from '../../ui/figures.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { crossTable } from './crossTable.ts';

const words = laterStrings.closeups;

/** Rows are the questions of a round, columns the reasoners: do the questions get harder, and the reasoners better? */
export function CrossTable(): ReactNode {
  const rows = useRun((run) => run.rows);
  const silver = useRun((run) => run.silver);
  const cells = useMemo(() => crossTable(rows), [rows]);
  if (cells.length === 0) return <p className="soft">{words.noStageC}</p>;
  const last = Math.max(...cells.map(({ reasoner }) => reasoner));
  const reasoners = Array.from({ length: last + 1 }, (_, round) => round);
  const rounds = [...new Set(cells.map(({ questions }) => questions))];
  const found = (questions: number, reasoner: number) =>
    cells.find((cell) => cell.questions === questions && cell.reasoner === reasoner);
  return (
    <table className="cross number">
      <thead>
        <tr>
          <th scope="col" className="soft">
            {words.questionsOf}
          </th>
          {reasoners.map((round) => (
            <th key={round} scope="col">
              {words.reasonerOf(round)}
            </th>
          ))}
          <th scope="col">{words.labelRight}</th>
        </tr>
      </thead>
      <tbody>
        {rounds.map((round) => (
          <tr key={round}>
            <th scope="row">{words.round(round)}</th>
            {reasoners.map((reasoner) => {
              const cell = found(round, reasoner);
              return cell === undefined ? (
                <td key={reasoner} className="soft">
                  –
                </td>
              ) : (
                <td
                  key={reasoner}
                  style={{
                    background: `color-mix(in srgb, var(--reasoner) ${Math.round(45 * cell.share)}%, var(--panel))`,
                  }}
                >
                  {percent(cell.share)}
                </td>
              );
            })}
            <td>{percent(silver.find((one) => one.round === round)?.metrics['silver/precision'])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
