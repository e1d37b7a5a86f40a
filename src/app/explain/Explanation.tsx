import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { metrics, type MetricKey } from '../../loop/metrics.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useRun } from '../hooks.tsx';
import { filledMetric } from './filledMetric.ts';
import { isMetricKey, metricSources } from './metricSources.ts';
import { isNumberName, numbers } from './numbers.ts';
import { watchExplained, type AskedNumber } from './watchExplained.ts';
import './Explanation.css';

const words = laterStrings.explain;
const ID = 'explanation';
/** Between a number, its explanation and the edge of the window, px. */
const GAP = 6;

/** What a number on the page is: its name, its formula with its own numbers, where it is worked out, and its key. */
export default function Explanation(): ReactNode {
  const [asked, setAsked] = useState<AskedNumber | null>(null);
  const card = useRef<HTMLDivElement>(null);
  useEffect(
    () =>
      watchExplained(setAsked, (target) => target instanceof Node && card.current?.contains(target) === true),
    [],
  );
  useLayoutEffect(() => {
    const box = card.current;
    if (asked === null || box === null) return undefined;
    const { element } = asked;
    // Above what is modal, too.
    box.showPopover();
    placeAt(box, element.getBoundingClientRect());
    element.setAttribute('aria-describedby', ID);
    return () => element.removeAttribute('aria-describedby');
  }, [asked]);
  if (asked === null) return null;
  const { what, filled, printed } = asked;
  return (
    <div ref={card} id={ID} className="explanation" role="tooltip" popover="manual">
      {isMetricKey(what) ? (
        <AboutMetric metric={what} at={asked.at} printed={printed} />
      ) : isNumberName(what) ? (
        <About {...words.numbers[what]} {...numbers[what]} filled={filled} printed={printed} />
      ) : null}
    </div>
  );
}

function AboutMetric({
  metric,
  at,
  printed,
}: {
  readonly metric: MetricKey;
  readonly at: string | null;
  readonly printed: string;
}): ReactNode {
  const filled = useRun((run) => filledMetric(run, metric, at));
  const { label, sentence, formula } = metrics[metric];
  return (
    <About
      name={label}
      sentence={sentence}
      formula={formula}
      filled={filled}
      printed={printed}
      source={metricSources[metric]}
      raw={metric}
    />
  );
}

interface AboutProps {
  readonly name: string;
  readonly sentence?: string;
  readonly formula: string;
  /** The formula with its numbers; null where they are not on this page. */
  readonly filled: string | null;
  readonly printed: string;
  readonly source: string;
  readonly raw: string;
}

function About({ name, sentence, formula, filled, printed, source, raw }: AboutProps): ReactNode {
  return (
    <>
      <strong>{name}</strong>
      {sentence === undefined ? null : <p>{sentence}</p>}
      <p className="number worked">
        {(filled === null ? [printed, formula] : [formula, filled, printed]).join(' = ')}
      </p>
      <p className="soft">
        {words.source} <code>{source}</code>
      </p>
      <p className="soft">
        {laterStrings.setup.key} <code>{raw}</code>
      </p>
    </>
  );
}

/** Under the number where there is room, else over it; never beyond the window. */
function placeAt(box: HTMLElement, number: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = box;
  const below = number.bottom + GAP;
  const top = below + height + GAP <= innerHeight ? below : Math.max(GAP, number.top - GAP - height);
  const left = Math.max(GAP, Math.min(number.left, document.documentElement.clientWidth - width - GAP));
  box.style.insetBlockStart = `${top}px`;
  box.style.insetInlineStart = `${left}px`;
}
