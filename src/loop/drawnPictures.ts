import { checkQuestion, sceneOfPicture } from '../world/check.ts';
import { openGold } from '../world/gold.ts';
import type { SceneVerdict } from './run.ts';

/** What the scene behind a drawn picture says of a question, to measure. Null for pictures that were not drawn here. */
export function verdictOf(pictureId: string, question: string): SceneVerdict | null {
  const scene = sceneOfPicture(pictureId);
  if (scene === undefined) return null;
  const checked = checkQuestion(scene, question);
  return { wellPosed: checked.wellPosed, gold: checked.wellPosed ? openGold(checked.gold, 'measure') : null };
}

/** The label of the named oracle control, the one place where a gold answer reaches a reward. */
export function oracleLabelOf(pictureId: string, question: string): string | null {
  const scene = sceneOfPicture(pictureId);
  if (scene === undefined) return null;
  const checked = checkQuestion(scene, question);
  return checked.wellPosed ? openGold(checked.gold, 'oracle control') : null;
}
