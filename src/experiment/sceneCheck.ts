import { checkQuestion, sceneOfPicture } from '../world/check.ts';
import { openGold } from '../world/gold.ts';
import type { Verdict } from './facts.ts';

/** What the scene behind a drawn picture says of a question, opened to measure a run that is over. */
export function verdictWithSkill(pictureId: string, question: string): Verdict | null {
  const scene = sceneOfPicture(pictureId);
  if (scene === undefined) return null;
  const checked = checkQuestion(scene, question);
  const gold = checked.gold === null ? null : openGold(checked.gold, 'measure');
  return { wellPosed: checked.wellPosed, gold, skill: checked.skill };
}
