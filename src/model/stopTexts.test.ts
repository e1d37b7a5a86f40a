import { expect, test } from 'vitest';
import { stopsAt } from './stopTexts.ts';

/** A vocabulary of pieces; those in angle brackets are special. */
const pieces = [
  'Ye',
  's',
  '.',
  '\n',
  'Us',
  'er',
  ':',
  '\nUser: ',
  '<end>',
  ' Que',
  'stion',
  '\nQ',
  'uestion 2',
];
const decode = (ids: readonly number[], { keepSpecialTokens = false } = {}): string =>
  ids
    .map((id) => pieces[id]!)
    .filter((piece) => keepSpecialTokens || !piece.startsWith('<'))
    .join('');
const ids = (...wanted: readonly string[]): number[] => wanted.map((piece) => pieces.indexOf(piece));
const stops = stopsAt({ decode }, ['User:', '\nQuestion', '<end>', '']);

test('a text that spans tokens ends a completion with the token that completes it', () => {
  const tokens = ids('Ye', 's', '.', '\n', 'Us', 'er', ':');
  for (let count = 1; count <= tokens.length; count++)
    expect(stops.isOver(tokens.slice(0, count))).toBe(count === tokens.length);
  expect(stops.cut(tokens)).toBe('Yes.\n');
  expect(stops.cut(tokens.slice(0, 6))).toBe('Yes.\nUser');
});

test('a token that says more than the text, one that holds its end, and a special token', () => {
  expect(stops.isOver(ids('Ye', 's', '\nUser: '))).toBe(true);
  expect(stops.cut(ids('Ye', 's', '\nUser: '))).toBe('Yes\n');
  expect(stops.isOver(ids('Ye', '\nQ', 'uestion 2'))).toBe(true);
  expect(stops.cut(ids('Ye', '\nQ', 'uestion 2'))).toBe('Ye');
  expect(stops.isOver(ids('Ye', 's', '<end>'))).toBe(true);
  expect(stops.cut(ids('Ye', 's', '<end>'))).toBe('Yes');
  expect(stops.isOver(ids('Ye', ' Que', 'stion'))).toBe(false);
});

test('nothing is watched for without texts', () => {
  const none = stopsAt({ decode }, []);
  expect(none.isOver(ids('<end>', '\nUser: '))).toBe(false);
  expect(none.cut(ids('Ye', '<end>', 's'))).toBe('Yes');
  expect(stops.cut([])).toBe('');
});
