import { expect, it } from 'vitest';
import { presetConfig } from '../../loop/presets.ts';
import type { Asking } from '../../loop/protocol.ts';
import type { Asker } from '../ask/asker.ts';
import { createBlind, whoWon } from './blind.ts';

const pictures = ['a', 'b', 'c'].map((id) => ({ id, name: id, width: 1, height: 1, rgb: new Uint8Array(3) }));
const config = presetConfig('quick');

/** A base that asks whatever the test says, and answers with its name. */
function asking(questions: string[]): { asker: Asker; asked: Omit<Asking, 'id'>[] } {
  const asked: Omit<Asking, 'id'>[] = [];
  const asker = {
    async ask(one: Omit<Asking, 'id'>) {
      asked.push(one);
      const text = one.question === null ? questions.shift()! : one.speaker.kind === 'base' ? 'old' : 'new';
      return { id: 0, text, tokens: [], finished: true };
    },
  };
  return { asked, asker: Object.assign(Object.create(null), asker) };
}

const proper = '<type>numerical</type><question>How many?</question><answer>3</answer>';

it('asks again where a question does not parse, and puts the same one to both', async () => {
  const { asker, asked } = asking(['gibberish', proper]);
  const blind = createBlind(asker, 1);
  await blind.next('calm-otter', pictures, config, null);
  expect(asked.map(({ speaker, question }) => [speaker.kind, question])).toEqual([
    ['base', null],
    ['base', null],
    ['base', 'How many?'],
    ['role', 'How many?'],
  ]);
  expect(new Set(asked.map(({ picture }) => picture.id)).size).toBe(1);
  // Asked anew means drawn anew.
  expect(asked[0]!.seed).not.toBe(asked[1]!.seed);
  expect(blind.getState().trial?.choice).toBeNull();
});

it('puts the evolved one on either side, and counts for who was chosen, once', async () => {
  const { asker } = asking([]);
  const blind = createBlind(asker, 1);
  const sides = new Set<boolean>();
  for (let trial = 0; trial < 12; trial++) {
    await blind.next('calm-otter', pictures, config, 'How many?');
    const { left, right, evolvedIsLeft } = blind.getState().trial!;
    sides.add(evolvedIsLeft);
    expect([left, right]).toEqual(evolvedIsLeft ? ['new', 'old'] : ['old', 'new']);
    expect(blind.choose('left')).toBe(evolvedIsLeft ? 'evolved' : 'base');
    expect(blind.choose('right')).toBeNull();
  }
  expect(sides.size).toBe(2);
});

it('knows a tie', () =>
  expect(
    whoWon(
      { pictureId: 'a', question: '?', left: 'x', right: 'x', evolvedIsLeft: true, choice: null },
      'tie',
    ),
  ).toBe('ties'));

it('gives up with a sentence where nothing can be read', async () => {
  const { asker } = asking(['1', '2', '3', '4', '5']);
  const blind = createBlind(asker, 1);
  await blind.next('calm-otter', pictures, config, null);
  expect(blind.getState()).toMatchObject({ trial: null, work: null, fault: { code: 'no-question' } });
});
