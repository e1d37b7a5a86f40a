import type { SourceFile } from './source.ts';

/** One file of an archive, as the archive's directory describes it. */
export interface ZipEntry {
  readonly path: string;
  /** Bytes, unpacked. */
  readonly size: number;
  readonly packedSize: number;
  /** 0 stored, 8 deflated */
  readonly method: number;
  readonly encrypted: boolean;
  /** Position of the local header in the archive. */
  readonly offset: number;
  /** Bytes of the path, as stored. */
  readonly pathBytes: number;
}

export interface ZipDirectory {
  readonly entries: readonly ZipEntry[];
  /** The archive holds more than was asked for. */
  readonly more: boolean;
}

/** The archive is cut off or is none. */
export class ZipDamaged extends Error {}

const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const ENTRY_BYTES = 46;

/**
 * Reads the directory at the end of an archive (PKWARE APPNOTE 6.3, sections 4.3.12 to 4.3.16, zip64 included)
 * without reading the files before it. Throws `ZipDamaged`.
 */
export async function readZipDirectory(archive: SourceFile, mostEntries: number): Promise<ZipDirectory> {
  const tailAt = Math.max(0, archive.size - END_BYTES - LONGEST_COMMENT);
  const tail = viewOf(await archive.bytes(tailAt, archive.size));
  const endAt = findEnd(tail);
  const end = await readEnd(archive, tail, endAt);
  // Bytes may have been put before the archive, such as a program that unpacks it: all offsets move along.
  const before = tailAt + endAt - end.trailerBytes - end.bytes - end.offset;
  const most = mostEntries * (ENTRY_BYTES + 3 * 0xffff);
  if (before < 0 || end.bytes > Math.min(most, archive.size)) throw new ZipDamaged();
  const bytes = await archive.bytes(before + end.offset, before + end.offset + end.bytes);
  const entries = readEntries(bytes, Math.min(end.entries, mostEntries), before);
  return { entries, more: end.entries > mostEntries };
}

/** Position of the end record in the last bytes of the archive: its comment must reach their end exactly. */
function findEnd(tail: DataView): number {
  for (let at = tail.byteLength - END_BYTES; at >= 0; at--) {
    const signed = tail.getUint32(at, true) === 0x06054b50;
    if (signed && at + END_BYTES + tail.getUint16(at + 20, true) === tail.byteLength) return at;
  }
  throw new ZipDamaged();
}

interface DirectoryEnd {
  readonly entries: number;
  readonly bytes: number;
  readonly offset: number;
  /** Bytes between the directory and the end record. */
  readonly trailerBytes: number;
}

async function readEnd(archive: SourceFile, tail: DataView, at: number): Promise<DirectoryEnd> {
  const end = {
    entries: tail.getUint16(at + 10, true),
    bytes: tail.getUint32(at + 12, true),
    offset: tail.getUint32(at + 16, true),
    trailerBytes: 0,
  };
  const locatorAt = at - 20;
  if (locatorAt < 0 || tail.getUint32(locatorAt, true) !== 0x07064b50) return end;
  const wideAt = uint64(tail, locatorAt + 8);
  const wide = viewOf(await archive.bytes(wideAt, wideAt + 56));
  if (wide.byteLength < 56 || wide.getUint32(0, true) !== 0x06064b50) throw new ZipDamaged();
  return {
    entries: uint64(wide, 32),
    bytes: uint64(wide, 40),
    offset: uint64(wide, 48),
    trailerBytes: 20 + 12 + uint64(wide, 4),
  };
}

function readEntries(bytes: Uint8Array, count: number, before: number): ZipEntry[] {
  const view = viewOf(bytes);
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < count;) {
    if (at + ENTRY_BYTES > bytes.length || view.getUint32(at, true) !== 0x02014b50) throw new ZipDamaged();
    const flags = view.getUint16(at + 8, true);
    const pathBytes = view.getUint16(at + 28, true);
    const extraAt = at + ENTRY_BYTES + pathBytes;
    const extraEnd = extraAt + view.getUint16(at + 30, true);
    const next = extraEnd + view.getUint16(at + 32, true);
    if (next > bytes.length) throw new ZipDamaged();
    const [size, packedSize, offset] = wideFields(view, extraAt, extraEnd, [
      view.getUint32(at + 24, true),
      view.getUint32(at + 20, true),
      view.getUint32(at + 42, true),
    ]);
    entries.push({
      path: decodePath(bytes.subarray(at + ENTRY_BYTES, extraAt)),
      size,
      packedSize,
      method: view.getUint16(at + 10, true),
      encrypted: (flags & 1) !== 0,
      offset: before + offset,
      pathBytes,
    });
    at = next;
  }
  return entries;
}

/** Extra field 1 of zip64 holds, in this order, those of the three that do not fit 32 bits. */
function wideFields(
  view: DataView,
  start: number,
  end: number,
  narrow: readonly [number, number, number],
): [number, number, number] {
  const fields: [number, number, number] = [...narrow];
  for (let at = start; at + 4 <= end; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let from = at + 4;
    for (const [i, value] of narrow.entries()) {
      if (value !== 0xffffffff) continue;
      if (from + 8 > end) throw new ZipDamaged();
      fields[i] = uint64(view, from);
      from += 8;
    }
    return fields;
  }
  return fields;
}

/** Paths are UTF-8 in every archive of today; in older ones some other 8-bit code, of which ASCII survives. */
function decodePath(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll('\\', '/');
  } catch {
    return new TextDecoder('latin1').decode(bytes).replaceAll('\\', '/');
  }
}

function uint64(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
