import { useMemo, useState, type ReactNode } from 'react';
import { brief, count, percent } from '../ui/figures.ts';
import { laterStrings } from '../ui/laterStrings.ts';
import { dropReasons, strings } from '../ui/strings.ts';
import { ScrollSideways } from '../ui/ScrollSideways.tsx';
import { Segments } from '../ui/Segments.tsx';
import { ActionButton } from './ActionButton.tsx';
import { Empty } from './Empty.tsx';
import { Explained } from './explain/Explained.tsx';
import { filledConfidence } from './explain/filledMember.ts';
import { filledCount } from './explain/filledRun.ts';
import { useRun } from './hooks.tsx';
import type { SilverRound } from './session/runState.ts';
import './Silver.css';

const words = laterStrings.silver;
/** Rows drawn at once. */
const SHOWN = 100;

/** What stage B kept and what it dropped, with the reason and the setting behind each. */
export function SilverView(): ReactNode {
  const rounds = useRun((run) => run.silver);
  const [chosen, setChosen] = useState<number | null>(null);
  const round = rounds.find((one) => one.round === chosen) ?? rounds.at(-1);
  if (round === undefined) {
    return (
      <div className="panel">
        <h1 className="only-heard">{strings.views.silver}</h1>
        <Empty text={words.empty} />
      </div>
    );
  }
  return (
    <div className="silver">
      <h1 className="only-heard">{strings.views.silver}</h1>
      {rounds.length > 1 ? (
        <Segments
          label={strings.views.silver}
          options={rounds.map((one) => ({
            value: String(one.round),
            label: strings.silver.round(one.round),
          }))}
          value={String(round.round)}
          onChoose={(value) => setChosen(Number(value))}
        />
      ) : null}
      {round.counts === null ? null : <Funnel round={round} counts={round.counts} />}
      <Rows round={round} />
    </div>
  );
}

function Funnel({
  round,
  counts,
}: {
  readonly round: SilverRound;
  readonly counts: NonNullable<SilverRound['counts']>;
}): ReactNode {
  const most = Math.max(1, counts.asked);
  const dropped = dropReasons
    .map((reason) => ({ reason, rows: round.dropped[reason] ?? 0 }))
    .filter(({ rows }) => rows > 0);
  return (
    <div className="two">
      <section className="panel" aria-labelledby="funnel-title">
        <header>
          <h2 id="funnel-title">
            {words.funnel} <span className="soft small">{strings.silver.round(round.round)}</span>
          </h2>
        </header>
        <div className="body">
          <ol className="funnel">
            {(['asked', 'parsed', 'answered', 'kept'] as const).map((name) => (
              <li key={name} className={name}>
                <span>{words[name]}</span>
                <span className="track" aria-hidden="true">
                  <span className="fill" style={{ inlineSize: `${(100 * counts[name]) / most}%` }} />
                </span>
                <span className="number">
                  <Explained what={name} filled={filledCount(name, counts)}>
                    {count(counts[name])}
                  </Explained>
                </span>
              </li>
            ))}
          </ol>
        </div>
      </section>
      <section className="panel" aria-labelledby="dropped-title">
        <header>
          <h2 id="dropped-title">{words.dropped}</h2>
        </header>
        <ScrollSideways name={words.dropped} className="body">
          <table className="plain">
            <tbody>
              {dropped
                .toSorted((a, b) => b.rows - a.rows)
                .map(({ reason, rows }) => (
                  <tr key={reason}>
                    <th scope="row">{strings.drops[reason].label}</th>
                    <td className="number">
                      <Explained what="droppedRows">{count(rows)}</Explained>
                    </td>
                    <td className="number soft">
                      <Explained what="dropped" filled={`${count(rows)} / ${count(most)}`}>
                        {rows / most < 0.005 ? `<${percent(0.01)}` : percent(rows / most)}
                      </Explained>
                    </td>
                    <td className="knob-name">
                      <code className="soft small">{strings.drops[reason].knob}</code>
                    </td>
                  </tr>
                ))}
            </tbody>
          </table>
          <ActionButton id="setup" className="small" />
        </ScrollSideways>
      </section>
    </div>
  );
}

type Filter = 'all' | 'kept' | 'dropped';

function Rows({ round }: { readonly round: SilverRound }): ReactNode {
  const [filter, setFilter] = useState<Filter>('all');
  const rows = round.rows.filter((row) => filter === 'all' || row.kept === (filter === 'kept'));
  const steps = useRun((run) => run.steps);
  const votes = useMemo(
    () =>
      new Map(
        steps.flatMap((step) => step.votes.map((vote) => [vote.questionId, filledConfidence(vote)] as const)),
      ),
    [steps],
  );
  const names: Readonly<Record<Filter, string>> = {
    all: words.all,
    kept: words.keptOnly,
    dropped: words.droppedOnly,
  };
  if (round.rows.length === 0) {
    return (
      <div className="panel">
        <p className="empty">{words.forgotten}</p>
      </div>
    );
  }
  return (
    <section className="panel" aria-label={words.rows}>
      <div className="body">
        <div className="bar">
          <Segments
            label={words.rows}
            options={(['all', 'kept', 'dropped'] as const).map((one) => ({ value: one, label: names[one] }))}
            value={filter}
            onChoose={setFilter}
          />
          <span className="soft small">{words.shown(Math.min(SHOWN, rows.length), rows.length)}</span>
        </div>
        <ScrollSideways name={words.rows}>
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">{words.question}</th>
                <th scope="col">{words.answer}</th>
                <th scope="col" className="number">
                  {words.confidence}
                </th>
                <th scope="col">{words.fate}</th>
              </tr>
            </thead>
            <tbody data-arrows>
              {rows.slice(0, SHOWN).map((row, at) => (
                <tr key={row.questionId}>
                  <th scope="row" className="question">
                    {row.question === '' ? strings.drops['not parsed'].label : row.question}
                  </th>
                  <td className={row.kept ? 'vote' : 'soft'}>{row.silver ?? '–'}</td>
                  <td className="number">
                    <Explained
                      what="confidence"
                      filled={votes.get(row.questionId)}
                      reach={at === 0 ? 'tab' : 'arrows'}
                    >
                      {brief(row.confidence)}
                    </Explained>
                  </td>
                  <td className={row.kept ? 'vote' : 'soft'}>
                    {row.kept
                      ? words.keptOnly
                      : row.dropReason === null
                        ? words.droppedOnly
                        : strings.drops[row.dropReason].label}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {rows.length === 0 ? <p className="empty">{words.nothing}</p> : null}
        </ScrollSideways>
      </div>
    </section>
  );
}
