import type { IntakeBounds } from './bounds.ts';
import { contentOf, type Format, HEAD_BYTES } from './format.ts';
import { PictureRefused, type Refusal, refuse } from './refusals.ts';
import { isClutter, type SourceFile } from './source.ts';
import { expandZip, type UnpackBudget } from './zip.ts';

/** A file whose first bytes are those of a picture. */
export interface Candidate {
  readonly file: SourceFile;
  readonly format: Format;
}

export type Found = { readonly candidate: Candidate } | { readonly refusal: Refusal };

/**
 * Looks at the first bytes of every file, in archives too, and tells pictures from what is refused: one result
 * for every file that is no clutter. Holds no file's content.
 */
export async function* scan(
  sources: AsyncIterable<SourceFile>,
  bounds: IntakeBounds,
  signal?: AbortSignal,
): AsyncGenerator<Found> {
  const budget: UnpackBudget = { bytes: bounds.maxUnpackedBytes };
  let left = bounds.maxFiles;
  for await (const source of sources) {
    signal?.throwIfAborted();
    if (isClutter(source.path)) continue;
    if (left-- <= 0) {
      yield { refusal: refuse.tooManyFiles('', bounds.maxFiles) };
      return;
    }
    const found = await look(source, bounds);
    if (found !== 'zip') {
      yield found;
      continue;
    }
    for await (const inner of expandZip(source, left, budget)) {
      signal?.throwIfAborted();
      left--;
      if ('code' in inner) {
        yield { refusal: inner };
        continue;
      }
      const part = await look(inner, bounds);
      yield part === 'zip' ? { refusal: refuse.zipNested(inner.path) } : part;
    }
  }
}

async function look(file: SourceFile, bounds: IntakeBounds): Promise<Found | 'zip'> {
  if (file.size === 0) return { refusal: refuse.empty(file.path) };
  let head: Uint8Array;
  try {
    head = await file.bytes(0, HEAD_BYTES);
  } catch (error) {
    return { refusal: readFault(file, error) };
  }
  const content = contentOf(head);
  if (content.kind === 'zip') return 'zip';
  if (content.kind === 'unknown') return { refusal: refuse.notAPicture(file.path) };
  if (content.kind === 'foreign') return { refusal: refuse.formatUnsupported(file.path, content.format) };
  if (file.size > bounds.maxFileBytes) {
    return { refusal: refuse.fileTooLarge(file.path, file.size, bounds.maxFileBytes) };
  }
  return { candidate: { file, format: content.format } };
}

/** The refusal for a file whose bytes could not be had. */
export function readFault(file: SourceFile, error: unknown): Refusal {
  return error instanceof PictureRefused ? error.refusal : refuse.unreadable(file.path);
}
