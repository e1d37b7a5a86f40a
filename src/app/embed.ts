/** The address of this page inside another, at the view that is on the screen. */
export function embedAddress(page: string, query: string, hash: string): string {
  const parameters = new URLSearchParams(query);
  parameters.set('embed', '1');
  return `${page}?${parameters.toString()}${hash}`;
}

const attribute = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/** For a web page. Rights are named that an iframe does not have by itself. */
export const iframeSnippet = (address: string, title: string): string =>
  `<iframe src="${attribute(address)}" title="${attribute(title)}"\n` +
  `  width="100%" height="640" style="border: 0"\n` +
  `  allow="fullscreen; clipboard-write; screen-wake-lock; camera" loading="lazy"></iframe>`;

/** For a notebook cell. */
export const notebookSnippet = (address: string): string =>
  `from IPython.display import IFrame\nIFrame(${JSON.stringify(address)}, width="100%", height=640)`;
