import { VisplayError } from '../../errors.ts';
import { intakeBounds, type IntakeBounds } from '../../images/bounds.ts';
import type { AddedFile } from '../../images/dropped.ts';
import { contentOf, HEAD_BYTES } from '../../images/format.ts';
import { PictureRefused, type Refusal } from '../../images/refusals.ts';
import { sourceFromFile, type SourceFile } from '../../images/source.ts';
import { expandZip } from '../../images/zip.ts';

/** What `peft` saves; nothing else of an archive is unpacked. */
const wanted = new Set(['adapter_config.json', 'adapter_model.safetensors']);
const config = 'adapter_config.json';

type Bounds = Pick<IntakeBounds, 'maxFiles' | 'maxFileBytes' | 'maxUnpackedBytes'>;

/**
 * A single dropped zip as the folder in it: the files of an adapter, or of one for each role. Anything else that was
 * dropped stays as it is.
 *
 * @throws VisplayError `zip-without-adapter` where there is none in it, `zip-too-large` for what would take more than is
 * unpacked from archives of pictures, and what is said of an archive that cannot be read
 */
export async function unzipped(
  added: readonly AddedFile[],
  bounds: Bounds = intakeBounds,
): Promise<readonly AddedFile[]> {
  const [only, ...more] = added;
  if (only?.file == null || more.length > 0) return added;
  const source = sourceFromFile(only.file, only.path.replace(/\.zip$/i, ''));
  if (contentOf(await source.bytes(0, HEAD_BYTES)).kind !== 'zip') return added;
  const found: AddedFile[] = [];
  for await (const inner of expandZip(source, bounds.maxFiles, { bytes: bounds.maxUnpackedBytes })) {
    if ('code' in inner) refuseFor(inner, source);
    else if (wanted.has(inner.name))
      found.push({ path: inner.path, file: await unpackedFile(inner, bounds) });
  }
  if (!found.some(({ path }) => path.endsWith(config))) {
    throw new VisplayError(
      'zip-without-adapter',
      `There is no adapter_config.json in ${only.file.name}.`,
      'Zip the folder that peft saved, or unpack the archive and choose the folder of the model.',
    );
  }
  return found;
}

/** A refusal counts where it is of the whole archive or of a file that is needed. */
function refuseFor({ name, code, said, fix }: Refusal, archive: SourceFile): void {
  const needed = name === archive.path || [...wanted].some((file) => name.endsWith(`/${file}`));
  if (!needed) return;
  throw code === 'zip-bomb' ? tooLarge(name) : new VisplayError(code, said, fix);
}

async function unpackedFile(inner: SourceFile, { maxFileBytes }: Bounds): Promise<File> {
  if (inner.size > maxFileBytes) throw tooLarge(inner.path);
  try {
    return new File([await inner.bytes()], inner.name);
  } catch (thrown) {
    if (!(thrown instanceof PictureRefused)) throw thrown;
    const { code, said, fix } = thrown.refusal;
    throw code === 'zip-bomb' ? tooLarge(inner.path) : new VisplayError(code, said, fix, { cause: thrown });
  }
}

const tooLarge = (path: string): VisplayError =>
  new VisplayError(
    'zip-too-large',
    `Unpacked, ${path} would take more than is unpacked here.`,
    'If you trust the archive, unpack it yourself and choose the folder.',
  );
