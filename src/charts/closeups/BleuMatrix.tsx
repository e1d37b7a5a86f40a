import { useId, useMemo, useState, type ReactNode } from 'react';
import { useRun } from '../../app/hooks.tsx';
import type { RunState } from '../../app/session/runState.ts';
import { defaultConfig } from '../../loop/config.ts';
import type { Question } from '../../questioner/question.ts';
import { averageLinkage, cutAt } from '../../rewards/cluster.ts';
import { distanceMatrix } from '../../rewards/distance.ts';
import { fixed } from '../../ui/figures.ts';
import { Segments } from '../../ui/Segments.tsx';
import { laterStrings } from '../../ui/laterStrings.ts';
import { strings } from '../../ui/strings.ts';
import { dendrogram } from './dendrogram.ts';

const words = laterStrings.closeups;
/** Questions that a matrix still shows well. */
const MOST = 32;
const SIDE = 300;
const TREE = 120;

const newestQuestions = (steps: RunState['steps']): readonly Question[] =>
  steps.findLast((step) => step.questions.length > 1)?.questions ?? [];

/** How alike the questions of a step are, how they merge, and what a cut makes of it. */
export function BleuMatrix(): ReactNode {
  const config = useRun((run) => run.header?.config) ?? defaultConfig;
  const steps = useRun((run) => run.steps);
  const all = useMemo(() => newestQuestions(steps), [steps]);
  const [scope, setScope] = useState<'group' | 'batch'>('batch');
  const [cut, setCut] = useState(config['reward.clusterThreshold']);
  const [pointed, setPointed] = useState<readonly [number, number] | null>(null);
  const id = useId();
  const questions = useMemo(
    () => all.filter(({ groupId }) => scope === 'batch' || groupId === all[0]?.groupId).slice(0, MOST),
    [all, scope],
  );
  const { distances, merges, order, brackets } = useMemo(() => {
    const found = distanceMatrix(
      questions.map(({ text }) => text),
      config['reward.symmetricDistance'],
    );
    const tree = averageLinkage(found);
    return { distances: found, merges: tree, ...dendrogram(tree, questions.length) };
  }, [questions, config]);
  if (questions.length < 2) return <p className="soft">{words.noQuestions}</p>;
  const n = questions.length;
  const labels = cutAt(merges, n, cut);
  const cell = SIDE / n;
  const x = (distance: number): number => SIDE + 8 + distance * (TREE - 16);
  const y = (place: number): number => (place + 0.5) * cell;
  const between = (a: number, b: number): number => distances.values[order[a]! * n + order[b]!]!;
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  return (
    <>
      <div className="controls">
        <Segments
          label={words.scope}
          value={scope}
          options={[
            { value: 'group', label: words.onePicture },
            { value: 'batch', label: words.wholeStep },
          ]}
          onChoose={setScope}
        />
        <label htmlFor={id}>
          {words.cut}
          <input
            id={id}
            type="range"
            min={0}
            max={1}
            step={0.01}
            value={cut}
            onChange={(event) => setCut(Number(event.target.value))}
          />
          <output className="number">{fixed(cut, 2)}</output>
        </label>
        <output className="small">{words.clusters(sizes.size, n)}</output>
      </div>
      <div className="bleu-body">
        <svg
          viewBox={`0 0 ${SIDE + TREE} ${SIDE}`}
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn from live numbers
          role="img"
          aria-label={words.parts.bleu.title}
          onPointerLeave={() => setPointed(null)}
        >
          {order.map((_, row) =>
            order.map((leaf, column) => (
              <rect
                key={`${order[row]} ${leaf}`}
                x={column * cell}
                y={row * cell}
                width={cell + 0.4}
                height={cell + 0.4}
                fill={`color-mix(in srgb, var(--questioner) ${Math.round(100 * (1 - between(row, column)))}%, var(--sunken))`}
                onPointerEnter={() => setPointed([row, column])}
              />
            )),
          )}
          {brackets.map(({ from, to, fromDistance, toDistance, distance }) => (
            <path
              key={`${from} ${to}`}
              className={distance < cut ? 'merged' : 'apart'}
              d={`M${x(fromDistance)},${y(from)} H${x(distance)} V${y(to)} H${x(toDistance)}`}
            />
          ))}
          <line className="cut" x1={x(cut)} x2={x(cut)} y1={0} y2={SIDE} />
        </svg>
        <ol className="leaves small">
          {order.map((leaf, place) => {
            const size = sizes.get(labels[leaf]!) ?? 1;
            const isPointed = pointed?.includes(place) === true;
            return (
              <li
                key={questions[leaf]!.id}
                className={`${size > 1 ? 'repeats' : ''} ${isPointed ? 'pointed-at' : ''}`}
              >
                <span className="soft number">{labels[leaf]! + 1}</span>{' '}
                {questions[leaf]!.text || strings.groups.unparsed(strings.statuses[questions[leaf]!.status])}
              </li>
            );
          })}
        </ol>
      </div>
      <p className="small number">
        {pointed === null
          ? words.pointAtPair
          : words.pair(fixed(1 - between(...pointed), 3), fixed(between(...pointed), 3))}
      </p>
    </>
  );
}
