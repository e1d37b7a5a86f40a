import { augment } from '../images/augment.ts';
import { correct, UNCHANGED } from '../images/correct.ts';
import type { Picture } from '../images/picture.ts';
import type { SilverRow } from '../rewards/silver.ts';
import { key, textKey } from '../tensor/random.ts';
import { drawKey } from './cursor.ts';
import type { Position } from './events.ts';
import type { Run } from './run.ts';

/**
 * What each role is shown of a picture. VisPlay shows everybody the picture itself. Here the questioner and the voter
 * see it put right, and the reasoner in training sees it as it is: so it learns to see in bad light what the base only
 * sees in good light.
 */

/** What the questioner looks at: the picture with the correction from which the base answers most surely. */
export const questionerView = (run: Run, picture: Picture): Picture =>
  correct(picture, run.state.corrections[0] ?? UNCHANGED);

/** Corrected views are only moved: their light and colour have just been put right. */
const MOVED = { shift: 2 / 64, brightness: 0, contrast: 0, colourGain: 0, noise: 0 };

/**
 * A view that votes, the same for every question of the step. With corrections each view has its own, surest first;
 * without, views are random changes of the picture. View 0 is not changed further.
 *
 * @param made views of the step so far, by picture and view
 */
export function voteView(
  run: Run,
  at: Position,
  pictureId: string,
  view: number,
  made: Map<string, Picture>,
): Picture {
  const name = `${pictureId}#${view}`;
  const known = made.get(name);
  if (known !== undefined) return known;
  const { corrections } = run.state;
  const corrected = corrections.length > 0;
  const picture = correct(
    run.pictureById(pictureId),
    corrected ? corrections[view % corrections.length]! : UNCHANGED,
  );
  const viewKey = key(drawKey(run.config['run.seed'], at, 'view', view), textKey(pictureId));
  const seen = view === 0 ? picture : augment(picture, viewKey, corrected ? MOVED : undefined);
  made.set(name, seen);
  return seen;
}

/** What the reasoner looks at in training, one view per group: the picture itself, changed at random. */
export function trainingView(
  run: Run,
  at: Position,
  row: Pick<SilverRow, 'pictureId'>,
  index: number,
): Picture {
  const picture = run.pictureById(row.pictureId);
  return run.config['reasoner.augment']
    ? augment(picture, drawKey(run.config['run.seed'], at, 'view', index))
    : picture;
}
