import { type Address, addressText, randomAt } from './address.ts';
import type { Operation, Program } from './program.ts';
import { drawOperation } from './questions.ts';
import { sceneAt } from './scene.ts';
import type { Asked } from './suite.ts';
import { Quota, shareOfCount } from './suiteCells.ts';

/** Problems that need two numbers of the picture. */
const PROBLEMS: readonly Operation[] = ['together', 'apart', 'times', 'area', 'perimeter'];
/** How many of the two the text gives away. */
const VERSIONS = [
  ['text dominant', 2],
  ['text lite', 1],
  ['vision only', 0],
] as const;

/** Every problem three times, with more or less of it in words. */
export function diagramMaths(seed: number, first: number, count: number): Asked[] {
  const problems = Math.ceil(count / VERSIONS.length);
  const quotas = PROBLEMS.map(
    (op, place) => new Quota({ op }, shareOfCount(problems, PROBLEMS.length, place)),
  );
  const asked: Asked[] = [];
  for (let index = first; asked.length < problems * VERSIONS.length; index += 1) {
    const address: Address = { split: 'heldout', seed, index };
    const scene = sceneAt(address);
    const random = randomAt(address, 'questions');
    const open = quotas.filter((quota) => quota.wants(scene)).toSorted((a, b) => b.missing - a.missing);
    for (const quota of open) {
      const whole = drawOperation(scene, quota.cell.op, random, { options: false, given: 2 });
      if (whole?.given?.length !== 2 || !quota.takes(whole, scene)) continue;
      const { given, ...bare } = whole;
      for (const [version, facts] of VERSIONS) {
        const program: Program = facts === 0 ? bare : { ...bare, given: given.slice(0, facts) };
        asked.push({ address, program, version, pair: addressText(address) });
      }
      break;
    }
  }
  return asked;
}
