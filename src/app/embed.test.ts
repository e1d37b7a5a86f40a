import { expect, it } from 'vitest';
import { embedAddress, iframeSnippet, notebookSnippet } from './embed.ts';

const address = embedAddress('https://a.example/play/', '?preset=quick&seed=7', '#/charts');

it('keeps the settings and the view of the page', () => {
  expect(address).toBe('https://a.example/play/?preset=quick&seed=7&embed=1#/charts');
  expect(embedAddress('https://a.example/', '', '')).toBe('https://a.example/?embed=1');
});

it('writes an iframe that a page can take as it is', () => {
  expect(iframeSnippet(address, 'The "loop"')).toContain(
    'src="https://a.example/play/?preset=quick&amp;seed=7&amp;embed=1#/charts" title="The &quot;loop&quot;"',
  );
});

it('writes a cell of Python', () => {
  expect(notebookSnippet(address)).toBe(
    `from IPython.display import IFrame\nIFrame("${address}", width="100%", height=640)`,
  );
});
