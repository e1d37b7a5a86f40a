import type { ReactNode } from 'react';
import { useRun } from '../../app/hooks.tsx';
import { count, percent } from '../../ui/figures.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { dropReasons, strings } from '../../ui/strings.ts';

const words = laterStrings.closeups;

/** Stage B, round by round: every question that was asked ends in one part of the bar. */
export function FunnelFlow(): ReactNode {
  const rounds = useRun((run) => run.silver).filter(({ counts }) => counts !== null);
  if (rounds.length === 0) return <p className="soft">{words.noSilver}</p>;
  return (
    <ol className="flow">
      {rounds.map(({ round, counts, dropped, metrics }) => {
        const asked = Math.max(1, counts?.asked ?? 1);
        const parts = [
          { name: 'kept', label: laterStrings.silver.kept, rows: counts?.kept ?? 0 },
          ...dropReasons.map((reason) => ({
            name: reason,
            label: strings.drops[reason].label,
            rows: dropped[reason] ?? 0,
          })),
        ].filter(({ rows }) => rows > 0);
        return (
          <li key={round}>
            <p className="small">
              <strong>{strings.silver.round(round)}</strong>{' '}
              <span className="soft number">
                {words.funnelLine(count(counts?.asked ?? 0), count(counts?.kept ?? 0))}
                {metrics['silver/precision'] === undefined
                  ? ''
                  : `, ${words.funnelRight(percent(metrics['silver/precision']))}`}
              </span>
            </p>
            <div className="flow-bar" aria-hidden="true">
              {parts.map(({ name, label, rows }) => (
                <span
                  key={name}
                  className={name === 'kept' ? 'kept' : 'dropped'}
                  style={{ inlineSize: `${(100 * rows) / asked}%` }}
                  title={`${label}: ${rows}`}
                />
              ))}
            </div>
            <p className="names small">
              {parts.map(({ name, label, rows }) => (
                <span key={name} className={name === 'kept' ? 'vote' : ''}>
                  {label} <strong className="number">{count(rows)}</strong>
                </span>
              ))}
            </p>
          </li>
        );
      })}
    </ol>
  );
}
