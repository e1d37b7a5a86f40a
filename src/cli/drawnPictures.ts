import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Picture } from '../images/picture.ts';
import { sceneOfPicture } from '../world/check.ts';
import { domainNamed } from '../world/domain.ts';
import { paint } from '../world/paint.ts';

const lineSchema = v.object({ file: v.string(), id: v.string(), domain: v.string() });

/**
 * The pictures of a folder that `world` wrote under the ids of their scenes, so that what the run asks and labels can
 * be measured. `gold.jsonl` only says where to look: a picture gets the id when drawing the scene again gives its
 * pixels, and keeps its own otherwise. No gold answer is read here.
 */
export async function withSceneIds(folder: string, pictures: readonly Picture[]): Promise<Picture[]> {
  const claimed = await claims(join(folder, 'gold.jsonl'));
  return pictures.map((picture) => {
    const claim = claimed.get(picture.name);
    const scene = claim === undefined ? undefined : sceneOfPicture(claim.id);
    const domain = claim === undefined ? undefined : domainNamed(claim.domain);
    if (scene === undefined || domain === undefined) return picture;
    const drawn = paint(scene, domain);
    return equal(drawn.rgb, picture.rgb) ? Object.assign({}, picture, { id: drawn.id }) : picture;
  });
}

async function claims(file: string): Promise<Map<string, v.InferOutput<typeof lineSchema>>> {
  const found = new Map<string, v.InferOutput<typeof lineSchema>>();
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return found;
  }
  for (const line of text.split('\n')) {
    try {
      const claim = v.parse(lineSchema, JSON.parse(line));
      found.set(claim.file, claim);
    } catch {
      // Any other file of that name says nothing about these pictures.
    }
  }
  return found;
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
