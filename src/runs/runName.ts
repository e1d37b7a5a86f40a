import { integer, textKey } from '../tensor/random.ts';

const manners = (
  'amber agile bold brave brisk calm candid clever cosy crisp curious dapper dusky eager early easy fair fond ' +
  'frosty gentle glad golden grand happy hardy humble jolly keen kind light lively lucky lunar mellow merry mild ' +
  'misty modest neat nimble noble olive patient plain plucky polite proud quick quiet rapid ready red rosy rustic ' +
  'shy silver sleek snowy solar spry steady stout sunny swift tidy warm wild wise witty'
).split(' ');
const animals = (
  'badger beaver bison bobcat crane curlew deer dipper dove eagle egret eider elk falcon ferret finch fox gecko ' +
  'goose grouse hare hawk hedgehog heron horse ibex jackdaw jay kestrel kite koala lark linnet lynx magpie marmot ' +
  'marten mole moose newt oriole osprey otter owl panda pika plover puffin quail rabbit raven robin salmon seal ' +
  'skylark snipe sparrow squirrel stoat stork swallow swan tern thrush toad trout vole wagtail walrus weasel wren'
).split(' ');

/** A name to remember and a suffix that keeps two runs apart: `calm-otter-k3x9`. The same seed and time give the same. */
export function newRunId(seed: number, startedAt: Date): string {
  const key = textKey(`${seed} ${startedAt.toISOString()}`);
  const manner = manners[integer(key, 0, manners.length)]!;
  const animal = animals[integer(key, 1, animals.length)]!;
  return `${manner}-${animal}-${integer(key, 2, 36 ** 4)
    .toString(36)
    .padStart(4, '0')}`;
}

/** The part of a run id that people say: `calm-otter`. */
export function runName(runId: string): string {
  return runId.split('-').slice(0, 2).join('-');
}
