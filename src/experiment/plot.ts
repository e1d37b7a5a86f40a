/** A line or a row of points of a plot. */
export interface Series {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number; readonly half?: number | null }[];
  readonly dashed?: boolean;
}

export interface Plot {
  readonly title: string;
  readonly x: { readonly label: string; readonly ticks: readonly number[] };
  readonly y: {
    readonly label: string;
    readonly low: number;
    readonly high: number;
    readonly percent: boolean;
  };
  readonly series: readonly Series[];
}

const WIDTH = 640;
const HEIGHT = 360;
const BOX = { left: 64, right: 456, top: 40, bottom: 304 };

/** Okabe and Ito: told apart also by people who see fewer colours; shapes of the marks tell them apart in grey. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000'];

const n = (value: number): string => value.toFixed(1);

/** A plot as SVG on a light ground of its own, so that it reads in any page. */
export function plotSvg({ title, x, y, series }: Plot): string {
  const first = x.ticks[0] ?? 0;
  const last = x.ticks.at(-1) ?? 1;
  const placeX = (value: number): number =>
    BOX.left + ((value - first) / (last - first || 1)) * (BOX.right - BOX.left);
  const placeY = (value: number): number =>
    BOX.bottom - ((value - y.low) / (y.high - y.low || 1)) * (BOX.bottom - BOX.top);
  const said = (value: number): string => (y.percent ? `${Math.round(100 * value)}` : value.toFixed(1));
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" font-family="system-ui, sans-serif" font-size="12" fill="#222">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${BOX.left}" y="22" font-size="14" font-weight="600">${escaped(title)}</text>`,
  ];
  for (let step = 0; step <= 5; step++) {
    const value = y.low + (step / 5) * (y.high - y.low);
    const at = n(placeY(value));
    parts.push(
      `<line x1="${BOX.left}" x2="${BOX.right}" y1="${at}" y2="${at}" stroke="#e3e3e3"/>`,
      `<text x="${BOX.left - 8}" y="${at}" dy="4" text-anchor="end">${said(value)}</text>`,
    );
  }
  if (y.low < 0 && y.high > 0) {
    const at = n(placeY(0));
    parts.push(`<line x1="${BOX.left}" x2="${BOX.right}" y1="${at}" y2="${at}" stroke="#888"/>`);
  }
  for (const tick of x.ticks) {
    parts.push(`<text x="${n(placeX(tick))}" y="${BOX.bottom + 18}" text-anchor="middle">${tick}</text>`);
  }
  parts.push(
    `<text x="${(BOX.left + BOX.right) / 2}" y="${BOX.bottom + 40}" text-anchor="middle">${escaped(x.label)}</text>`,
    `<text transform="translate(18 ${(BOX.top + BOX.bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(y.label)}</text>`,
  );
  for (const [index, { name, points, dashed }] of series.entries()) {
    const colour = COLOURS[index % COLOURS.length]!;
    const line = points.map(({ x: px, y: py }) => `${n(placeX(px))},${n(placeY(py))}`).join(' ');
    parts.push(
      `<polyline points="${line}" fill="none" stroke="${colour}" stroke-width="2"${dashed ? ' stroke-dasharray="5 4"' : ''}/>`,
    );
    for (const { x: px, y: py, half } of points) {
      const [cx, cy] = [n(placeX(px)), n(placeY(py))];
      if (half != null) {
        const [top, bottom] = [n(placeY(Math.min(y.high, py + half))), n(placeY(Math.max(y.low, py - half)))];
        parts.push(
          `<line x1="${cx}" x2="${cx}" y1="${top}" y2="${bottom}" stroke="${colour}" opacity="0.5"/>`,
        );
      }
      parts.push(markAt(index, Number(cx), Number(cy), colour));
    }
    const at = BOX.top + 8 + 20 * index;
    parts.push(
      markAt(index, BOX.right + 20, at, colour),
      `<text x="${BOX.right + 32}" y="${at}" dy="4">${escaped(name)}</text>`,
    );
  }
  return `${[...parts, '</svg>'].join('\n')}\n`;
}

/** Circle, square, triangle or diamond, by turns. */
function markAt(index: number, x: number, y: number, colour: string): string {
  const path = [
    `M ${x - 4} ${y} a 4 4 0 1 0 8 0 a 4 4 0 1 0 -8 0`,
    `M ${x - 4} ${y - 4} h 8 v 8 h -8 z`,
    `M ${x} ${y - 5} l 5 9 h -10 z`,
    `M ${x} ${y - 5} l 5 5 l -5 5 l -5 -5 z`,
  ][index % 4]!;
  return `<path d="${path}" fill="${colour}"/>`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
