import * as v from 'valibot';
import { VisplayError } from '../errors.ts';
import type { Picture } from '../images/picture.ts';
import type { BlobFolder } from './blobFolder.ts';

/** Beside the checkpoints of a run: a closed tab takes its dropped pictures with it, and a resumed run needs them. */
const file = 'pictures';

const headSchema = v.array(
  v.object({
    id: v.string(),
    name: v.string(),
    width: v.pipe(v.number(), v.integer(), v.minValue(1)),
    height: v.pipe(v.number(), v.integer(), v.minValue(1)),
  }),
);

/** The file: length of the head (u32, little-endian), head (JSON), the pictures' bytes end to end. */
export async function storePictures(folder: BlobFolder, pictures: readonly Picture[]): Promise<void> {
  const head = new TextEncoder().encode(
    JSON.stringify(pictures.map(({ id, name, width, height }) => ({ id, name, width, height }))),
  );
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, head.length, true);
  await folder.write(file, [length, head, ...pictures.map(({ rgb }) => new Uint8Array(rgb))]);
}

/**
 * The pictures of a stored run; null where none were stored.
 * @throws VisplayError `pictures-torn` where the file is damaged.
 */
export async function storedPictures(folder: BlobFolder): Promise<Picture[] | null> {
  const bytes = await folder.read(file);
  if (bytes === null) return null;
  const headEnd = bytes.length < 4 ? 4 : 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const head = headEnd > bytes.length ? null : parsed(bytes.subarray(4, headEnd));
  const total = head?.reduce((sum, { width, height }) => sum + width * height * 3, headEnd);
  if (head === null || total !== bytes.length) {
    throw new VisplayError(
      'pictures-torn',
      'The stored pictures of this run are damaged.',
      'Drop the same pictures again, then resume.',
    );
  }
  let at = headEnd;
  return head.map((picture) => {
    const rgb = bytes.slice(at, at + picture.width * picture.height * 3);
    at += rgb.length;
    return { ...picture, rgb };
  });
}

function parsed(bytes: Uint8Array): v.InferOutput<typeof headSchema> | null {
  try {
    const result = v.safeParse(headSchema, JSON.parse(new TextDecoder().decode(bytes)));
    return result.success ? result.output : null;
  } catch {
    return null;
  }
}
