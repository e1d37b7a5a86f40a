import { useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../app/hooks.tsx';
import { stepKey } from '../app/session/runState.ts';
import { laterStrings } from '../ui/laterStrings.ts';
import { nearest, xOf, type Axis, type Range } from './axis.ts';
import { Crosshair } from './Crosshair.tsx';
import type { DrawnLine } from './drawnLine.ts';
import { axisText } from './lineNames.ts';
import { pixelOf, valueAt } from './plotArea.ts';

interface Props {
  readonly label: string;
  readonly lines: readonly DrawnLine[];
  readonly axis: Axis;
  readonly range: Range;
  readonly width: number;
  readonly share: boolean;
  /** Only pointed at: no pull zooms. */
  readonly still?: boolean;
}

/** A pull shorter than this is a click, px. */
const PULL = 6;

/** The surface over a chart: pointing moves the crosshair of all charts, a click opens the step, a pull zooms. */
export function Pointed({ label, lines, axis, range, width, share, still = false }: Props): ReactNode {
  const { charts, screen, session } = useApp();
  const x = useStore(charts.cursor);
  const [pointed, setPointed] = useState(false);
  const [from, setFrom] = useState<number | null>(null);
  const surface = useRef<HTMLDivElement>(null);
  const own = lines.filter(({ run }) => run === null);

  const at = (event: PointerEvent): number =>
    valueAt(event.clientX - (surface.current?.getBoundingClientRect().left ?? 0), range, width);
  const open = (place: number): void => {
    const points = own.flatMap(({ series }) => nearest(series, axis, place) ?? []);
    const best = points.toSorted(
      (a, b) => Math.abs(xOf(a, axis) - place) - Math.abs(xOf(b, axis) - place),
    )[0];
    const row = session.getState().run.rows.find(({ tick }) => tick === best?.tick);
    if (best === undefined) return;
    screen.chooseStep(row?.key ?? stepKey(best.position));
    screen.show('groups');
  };
  const keys = (event: KeyboardEvent): void => {
    const stride = (range[1] - range[0]) / 40;
    const now = x ?? range[1];
    const moved = { ArrowLeft: now - stride, ArrowRight: now + stride, Home: range[0], End: range[1] }[
      event.key
    ];
    if (moved !== undefined) {
      event.preventDefault();
      setPointed(true);
      charts.cursor.setState(Math.max(range[0], Math.min(range[1], moved)), true);
    } else if (event.key === 'Enter') open(now);
    else if (event.key === 'Escape') charts.cursor.setState(null, true);
  };

  return (
    <div
      ref={surface}
      className="pointed"
      // A range input would move its value by what it is; here pointing, pulling and pressing are three things.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="slider"
      tabIndex={0}
      data-arrows
      aria-label={laterStrings.charts.crosshair(label)}
      aria-valuemin={range[0]}
      aria-valuemax={range[1]}
      aria-valuenow={x ?? range[1]}
      aria-valuetext={axisText(x ?? range[1], axis)}
      onKeyDown={keys}
      onBlur={() => setPointed(false)}
      onPointerMove={(event) => {
        setPointed(true);
        charts.cursor.setState(at(event), true);
      }}
      onPointerLeave={() => {
        setPointed(false);
        setFrom(null);
        charts.cursor.setState(null, true);
      }}
      onPointerDown={(event) => (still ? undefined : setFrom(at(event)))}
      onPointerUp={(event) => {
        const to = at(event);
        if (from !== null && Math.abs(pixelOf(to, range, width) - pixelOf(from, range, width)) > PULL)
          charts.setState({ range: [Math.min(from, to), Math.max(from, to)] });
        else open(to);
        setFrom(null);
      }}
    >
      {from === null || x === null ? null : (
        <span
          className="pull"
          style={{
            insetInlineStart: pixelOf(Math.min(from, x), range, width),
            inlineSize: Math.abs(pixelOf(x, range, width) - pixelOf(from, range, width)),
          }}
        />
      )}
      <Crosshair lines={lines} axis={axis} range={range} width={width} share={share} pointed={pointed} />
    </div>
  );
}
