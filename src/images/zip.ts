import { Inflate } from 'fflate';
import { PictureRefused, type Refusal, refuse } from './refusals.ts';
import { isClutter, lastPart, type SourceFile } from './source.ts';
import { readZipDirectory, ZipDamaged, type ZipEntry } from './zipDirectory.ts';

/** Bytes that may still be unpacked from all archives of one drop; unpacking counts it down. */
export interface UnpackBudget {
  bytes: number;
}

const STORED = 0;
const DEFLATED = 8;
const LOCAL_HEADER_BYTES = 30;

/** Picture files hardly shrink; a blank bitmap may shrink this much, but blank bitmaps are small. */
const BOMB_RATIO = 200;
const BOMB_BYTES = 16e6;

/**
 * The files of an archive, each unpacked only when its bytes are asked for and never beyond the size the
 * directory gives, and refusals for what cannot be read. Reads the directory, not the archive.
 */
export async function* expandZip(
  archive: SourceFile,
  mostEntries: number,
  budget: UnpackBudget,
): AsyncGenerator<SourceFile | Refusal> {
  let directory;
  try {
    directory = await readZipDirectory(archive, mostEntries);
  } catch (error) {
    yield error instanceof ZipDamaged ? refuse.zipDamaged(archive.path) : refuse.unreadable(archive.path);
    return;
  }
  if (overlaps(directory.entries)) {
    yield refuse.zipBomb(archive.path);
    return;
  }
  for (const entry of directory.entries) {
    if (entry.path.endsWith('/') || isClutter(entry.path)) continue;
    const path = `${archive.path}/${entry.path}`;
    if (entry.encrypted) yield refuse.zipProtected(path);
    else if (entry.method !== STORED && entry.method !== DEFLATED) yield refuse.zipMethod(path);
    else if (entry.size > BOMB_BYTES && entry.size > BOMB_RATIO * entry.packedSize)
      yield refuse.zipBomb(path);
    else yield packedFile(archive, entry, path, budget);
  }
  if (directory.more) yield refuse.tooManyFiles(archive.path, mostEntries);
}

/** Bombs let thousands of entries share the same packed bytes; honest archives never do. */
function overlaps(entries: readonly ZipEntry[]): boolean {
  const sorted = entries.toSorted((a, b) => a.offset - b.offset);
  return sorted.some((entry, i) => {
    const next = sorted[i + 1];
    return next && entry.offset + LOCAL_HEADER_BYTES + entry.pathBytes + entry.packedSize > next.offset;
  });
}

function packedFile(archive: SourceFile, entry: ZipEntry, path: string, budget: UnpackBudget): SourceFile {
  return {
    name: lastPart(path),
    path,
    size: entry.size,
    bytes: async (start = 0, end = entry.size) => {
      const until = Math.min(end, entry.size);
      budget.bytes -= until;
      if (budget.bytes < 0) throw new PictureRefused(refuse.zipBomb(path));
      const unpacked = await unpack(archive, entry, until);
      if (!unpacked) throw new PictureRefused(refuse.zipDamaged(path));
      return unpacked.subarray(start);
    },
  };
}

/** The first `until` bytes of an entry; nothing if the archive holds fewer, or more than it says. */
async function unpack(
  archive: SourceFile,
  entry: ZipEntry,
  until: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const header = await archive.bytes(entry.offset, entry.offset + LOCAL_HEADER_BYTES);
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  if (header.length < LOCAL_HEADER_BYTES || view.getUint32(0, true) !== 0x04034b50) return undefined;
  const from = entry.offset + LOCAL_HEADER_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
  if (entry.method === STORED) {
    const stored = await archive.bytes(from, from + until);
    return stored.length === until && entry.packedSize === entry.size ? stored : undefined;
  }
  return inflate(archive, from, from + entry.packedSize, until, until === entry.size);
}

/** Read from the archive at a time: little where only the head of a file is wanted. */
const HEAD_READ_BYTES = 1 << 12;
const READ_BYTES = 1 << 18;
/** Packed bytes per step: deflate makes at most 1,032 times as many of them, so 4 MB. */
const STEP_BYTES = 1 << 12;

async function inflate(
  archive: SourceFile,
  start: number,
  end: number,
  until: number,
  whole: boolean,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const out = { bytes: new Uint8Array(until), filled: 0 };
  const stream = new Inflate((chunk) => {
    if (out.filled < until) out.bytes.set(chunk.subarray(0, until - out.filled), out.filled);
    out.filled += chunk.length;
  });
  // One byte more than there should be is enough to know.
  const stopAt = whole ? until + 1 : until;
  const readBytes = whole ? READ_BYTES : HEAD_READ_BYTES;
  try {
    for (let at = start; at < end && out.filled < stopAt; at += readBytes) {
      const packed = await archive.bytes(at, Math.min(end, at + readBytes));
      for (let step = 0; step < packed.length && out.filled < stopAt; step += STEP_BYTES) {
        stream.push(packed.subarray(step, step + STEP_BYTES), at + step + STEP_BYTES >= end);
      }
    }
  } catch {
    // The bytes are no deflate stream, or end within it.
    return undefined;
  }
  return out.filled === until || (!whole && out.filled > until) ? out.bytes : undefined;
}
