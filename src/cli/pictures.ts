import { VisplayError } from '../errors.ts';
import { decodeNode } from '../images/decodeNode.ts';
import { collect, intake, type Intake } from '../images/intake.ts';
import type { Picture } from '../images/picture.ts';
import { readFolder } from '../images/readFolder.ts';

/** As many as a silver set can take (`silver.pictures`); a page holds fewer. */
const maxPictures = 5000;

/**
 * The picture in a file, at its own size: the model's processor is what shrinks it.
 * @throws VisplayError with the reason where it is not there or cannot be decoded.
 */
export async function pictureAt(file: string): Promise<Picture> {
  const { pictures, refusals } = await collect(
    intake(readFolder(file), { decode: decodeNode, seed: 0, bounds: { edge: Infinity } }),
  );
  const [picture, ...more] = pictures;
  if (picture !== undefined && more.length === 0) return picture;
  if (more.length > 0) {
    const said = `${file} holds ${pictures.length} pictures, and one is wanted.`;
    throw new VisplayError('many-pictures', said, 'Name a single PNG, JPEG, WebP, GIF or BMP file.');
  }
  const [refusal] = refusals;
  if (refusal !== undefined) throw new VisplayError(refusal.code, `${file}: ${refusal.said}`, refusal.fix);
  throw new VisplayError('no-pictures', `${file} is no picture.`, 'Name a PNG, JPEG, WebP, GIF or BMP file.');
}

/**
 * The pictures in a folder and below.
 * @throws VisplayError with the reason where there is none.
 */
export async function picturesIn(folder: string, seed: number): Promise<Intake> {
  const taken = await collect(
    intake(readFolder(folder), { decode: decodeNode, seed, bounds: { maxPictures } }),
  );
  if (taken.pictures.length > 0) return taken;
  const fix = 'Name a folder with PNG, JPEG, WebP, GIF or BMP pictures.';
  const [refusal] = taken.refusals;
  throw new VisplayError('no-pictures', refusal?.said ?? `${folder} holds no picture.`, fix);
}
