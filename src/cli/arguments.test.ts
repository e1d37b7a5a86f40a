import { expect, it } from 'vitest';
import { backendNamed, readOptions, realNumber, required, wholeNumber } from './arguments.ts';

const options = {
  image: { type: 'string' },
  set: { type: 'string', multiple: true },
  json: { type: 'boolean' },
} as const;
const read = (...args: string[]) => readOptions('vlm', options, args);

it('reads flags with their values', () => {
  expect({ ...read('--image', 'a.png', '--set', 'a=1', '--set=b=2', '--json') }).toEqual({
    image: 'a.png',
    set: ['a=1', 'b=2'],
    json: true,
  });
});

it.each([
  [['--picture', 'a.png'], /^Unknown option '--picture'\. The flags of vlm are --image, --set, --json\.$/],
  [['--image'], /^Option '--image <value>' argument missing\. The flags of vlm/],
  [['a.png'], /^Unexpected argument 'a\.png'\. /],
  [['--json=yes'], /^Option '--json' does not take an argument\. /],
  [['--image', '--json'], /^Option '--image' argument is ambiguous\. /],
])('says what is wrong with %j in one line', (args, message) => {
  expect(() => read(...args)).toThrow(message);
});

it('takes numbers within their bounds only', () => {
  expect(wholeNumber('--seed', '7', 0, 9)).toBe(7);
  expect(realNumber('--temperature', '0.5', 0, 2)).toBe(0.5);
  for (const text of ['-1', '10', '1.5', '1e1', '0x1', '', 'seven', 'NaN']) {
    expect(() => wholeNumber('--seed', text, 0, 9)).toThrow(
      `"${text}" is no value for --seed. It takes a whole number from 0 to 9.`,
    );
  }
  for (const text of ['-0.1', '2.1', '', 'hot', 'NaN', 'Infinity']) {
    expect(() => realNumber('--temperature', text, 0, 2)).toThrow(`"${text}" is no value for --temperature.`);
  }
});

it('wants what is required and knows the backends', () => {
  expect(() => required('--image', undefined, 'FILE')).toThrow('--image is missing. Add --image FILE.');
  expect(backendNamed('wasm')).toBe('wasm');
  expect(() => backendNamed('cuda')).toThrow('There is no backend "cuda". It is one of auto, webgpu, wasm.');
});
