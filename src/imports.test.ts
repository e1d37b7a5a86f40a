import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';

/** The stages in the order in which data flows: a stage may use the types of those before it. */
const STAGES = ['questioner', 'rollouts', 'votes', 'rewards', 'grpo', 'weights', 'evaluation'];
/** The one notion of an answer is shared: these modules of votes/ may be used, not only their types. */
const SHARED = new Set(['votes/answerIn.ts', 'votes/sameAnswer.ts']);
const SHARED_WITH = new Set(['rewards', 'evaluation']);
/** Where tensors live; the bench measures them. */
const TENSOR_FOLDERS = new Set(['tensor', 'model', 'grpo', 'weights', 'bench']);
/** What a stage may lean on beside other stages. */
const BELOW_STAGES = new Set(['', 'errors.ts', 'images', 'tensor', 'model']);
const BANNED_NAME = /(?:utils?|helpers?|managers?|services?)(?:[/.]|$)/i;

interface Import {
  /** Path below src for the project's own modules, else the package. */
  readonly from: string;
  readonly typeOnly: boolean;
}

const STATEMENT = /^\s*(import|export)\s+(type\s)?\s*([^'";]*?)\s*(?:from\s*)?['"]([^'"]+)['"]/gm;
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

function importsOf(path: string, text: string): Import[] {
  const resolved = (from: string): string =>
    from.startsWith('.') ? posix.join(posix.dirname(path), from) : from;
  const statements = [...text.matchAll(STATEMENT)].map(([, , type, names = '', from = '']) => {
    const listed = /^\{(.*)\}$/s
      .exec(names.trim())?.[1]
      ?.split(',')
      .map((name) => name.trim());
    const onlyTypes = listed?.every((name) => name === '' || name.startsWith('type ')) ?? false;
    return { from: resolved(from), typeOnly: type !== undefined || onlyTypes };
  });
  // A type written as import('...').Name is not told apart from a dynamic import; it counts as the stricter of the two.
  const dynamic = [...text.matchAll(DYNAMIC)].map(([, from = '']) => ({
    from: resolved(from),
    typeOnly: false,
  }));
  return [...statements, ...dynamic];
}

const folderOf = (path: string): string => path.split('/')[0] ?? '';

/** Every breach of the house rules in one file, as sentences. */
function breaches(path: string, text: string): string[] {
  const said: string[] = [];
  const folder = folderOf(path);
  const isTest = path.includes('.test.');
  if (BANNED_NAME.test(path)) said.push(`${path}: a name that says nothing`);
  if (/(?:^|\/)index\.tsx?$/.test(path)) said.push(`${path}: a barrel file`);
  const imports = importsOf(path, text);
  for (const { from, typeOnly } of imports) {
    if (path.endsWith('.ts') && /^react(?:-dom)?(?:\/|$)/.test(from))
      said.push(`${path}: .ts imports ${from}`);
    if (path.endsWith('.tsx') && from.startsWith('@tensorflow/')) said.push(`${path}: .tsx imports ${from}`);
    if (!isTest && from.startsWith('@tensorflow/') && !TENSOR_FOLDERS.has(folder))
      said.push(`${path}: ${folder}/ imports ${from}`);
    if (isTest || !STAGES.includes(folder)) continue;
    const source = folderOf(from);
    if (!/\.tsx?$/.test(from) || source === folder) continue;
    if (source === 'world') said.push(`${path}: the stage ${folder} sees gold answers (${from})`);
    else if (STAGES.includes(source)) {
      const upstream = STAGES.indexOf(source) < STAGES.indexOf(folder);
      const shared = SHARED.has(from) && SHARED_WITH.has(folder);
      if (!(typeOnly && upstream) && !shared) said.push(`${path}: sideways import of ${from}`);
    } else if (!BELOW_STAGES.has(source)) said.push(`${path}: the stage ${folder} imports ${from}`);
  }
  const stages = new Set(imports.filter(({ typeOnly }) => !typeOnly).map(({ from }) => folderOf(from)));
  const known = STAGES.filter((stage) => stages.has(stage));
  if (!isTest && !['loop', 'cli'].includes(folder) && known.length > 4)
    said.push(`${path}: knows ${known.length} stages, which only the loop does`);
  return said;
}

const src = import.meta.dirname;
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts') && path !== 'imports.test.ts');

test('the house rules hold in every file', () => {
  expect(files.length).toBeGreaterThan(20);
  expect(files.flatMap((path) => breaches(path, readFileSync(join(src, path), 'utf8')))).toEqual([]);
});

describe('the rules catch', () => {
  test.each([
    ['loop/a.ts', "import { useState } from 'react';", '.ts imports react'],
    ['app/A.tsx', "import * as tf from '@tensorflow/tfjs-core';", '.tsx imports @tensorflow/tfjs-core'],
    ['loop/a.ts', "import type { Tensor } from '@tensorflow/tfjs-core';", 'loop/ imports @tensorflow'],
    ['votes/a.ts', "const tf = await import('@tensorflow/tfjs-core');", 'votes/ imports @tensorflow'],
    ['rewards/a.ts', "import {\n  vote,\n} from '../votes/vote.ts';", 'sideways import of votes/vote.ts'],
    ['rewards/a.ts', "import { type VoteSet, vote } from '../votes/vote.ts';", 'sideways import'],
    ['rewards/a.ts', "export { vote } from '../votes/vote.ts';", 'sideways import'],
    ['grpo/a.ts', "import { answerIn } from '../votes/answerIn.ts';", 'sideways import'],
    ['votes/a.ts', "import type { Silver } from '../rewards/silver.ts';", 'sideways import'],
    [
      'votes/a.ts',
      "import type { Config } from '../loop/config.ts';",
      'the stage votes imports loop/config.ts',
    ],
    ['rewards/a.ts', "import type { Gold } from '../world/gold.ts';", 'sees gold answers'],
    ['app/index.ts', '', 'a barrel file'],
    ['app/utils/a.ts', '', 'says nothing'],
    ['app/stringHelpers.ts', '', 'says nothing'],
    ['app/helpers.ts', '', 'says nothing'],
    [
      'app/a.ts',
      STAGES.map((stage) => `import { it as ${stage} } from '../${stage}/it.ts';`).join('\n'),
      'knows 7 stages',
    ],
  ])('%s: %s', (path, text, sentence) => {
    expect(breaches(path, text).join()).toContain(sentence);
  });

  test.each([
    ['rewards/a.ts', "import { answerIn } from '../votes/answerIn.ts';"],
    ['evaluation/a.ts', "import { sameAnswer } from '../votes/sameAnswer.ts';"],
    ['rewards/a.ts', "import type { VoteSet } from '../votes/voteSet.ts';"],
    ['rewards/a.ts', "import { type VoteSet, type VoteClass } from '../votes/voteSet.ts';"],
    ['grpo/a.ts', "import * as tf from '@tensorflow/tfjs-core';"],
    [
      'rewards/a.ts',
      "import { uniform } from '../tensor/random.ts';\nimport { VisplayError } from '../errors.ts';",
    ],
    ['loop/a.ts', STAGES.map((stage) => `import { it as ${stage} } from '../${stage}/it.ts';`).join('\n')],
  ])('and let pass %s: %s', (path, text) => {
    expect(breaches(path, text)).toEqual([]);
  });
});
