/** What a drawn element takes from the style sheet and an exported file must say itself. */
const INHERITED = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'fill-opacity',
  'font-size',
  'font-family',
  'text-anchor',
] as const;
/** Room for the title, px. */
const HEAD = 28;
/** Pixels for each point of the drawing: sharp on paper and on dense screens. */
const SCALE = 2;

/** A chart as a picture of its own: colours written out, on the colour of the page, with its title. */
export function svgOf(drawn: SVGSVGElement, title: string, background: string, ink: string): string {
  const copy = drawn.cloneNode(true);
  if (!(copy instanceof SVGSVGElement)) throw new TypeError('A copy of a drawing is a drawing.');
  const originals = [drawn, ...drawn.querySelectorAll('*')];
  for (const [at, element] of [copy, ...copy.querySelectorAll('*')].entries()) {
    const original = originals[at];
    if (original === undefined) continue;
    const style = getComputedStyle(original);
    for (const name of INHERITED) element.setAttribute(name, style.getPropertyValue(name));
    element.removeAttribute('class');
    element.removeAttribute('style');
  }
  const { width, height } = drawn.getBoundingClientRect();
  const namespace = 'http://www.w3.org/2000/svg';
  copy.setAttribute('x', '0');
  copy.setAttribute('y', String(HEAD));
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const text = title.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const inside = new XMLSerializer().serializeToString(copy);
  return [
    `<svg xmlns="${namespace}" width="${width}" height="${height + HEAD}" viewBox="0 0 ${width} ${height + HEAD}">`,
    `<rect width="100%" height="100%" fill="${background}"/>`,
    `<text x="12" y="19" font-family="system-ui, sans-serif" font-size="14" font-weight="600" fill="${ink}">${text}</text>`,
    inside,
    '</svg>',
  ].join('');
}

/** The same picture in pixels. */
export async function pngOf(svg: string): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width * SCALE, image.height * SCALE);
    const context = canvas.getContext('2d');
    context?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await canvas.convertToBlob({ type: 'image/png' });
  } finally {
    URL.revokeObjectURL(address);
  }
}
