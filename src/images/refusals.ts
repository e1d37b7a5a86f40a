import { type Fault, VisplayError } from '../errors.ts';

/** Why a file, or a part of a drop, was not taken. */
type RefusalCode =
  | 'empty'
  | 'unreadable'
  | 'file-too-large'
  | 'not-a-picture'
  | 'format-unsupported'
  | 'truncated'
  | 'damaged'
  | 'too-many-pixels'
  | 'zip-damaged'
  | 'zip-protected'
  | 'zip-method'
  | 'zip-nested'
  | 'zip-bomb'
  | 'too-many-files'
  | 'no-files'
  | 'no-pictures';

export interface Refusal extends Fault {
  /** Path within what was added; empty where the whole of it is meant. */
  readonly name: string;
  readonly code: RefusalCode;
}

/** Something that was done to a picture on its way in and that its owner should know. */
type NoteCode = 'first-frame' | 'scaled';

export interface Note {
  readonly name: string;
  readonly code: NoteCode;
  readonly said: string;
}

const SAVE_AGAIN = 'Open it in a picture program and save it again as PNG or JPEG.';
const UNPACK = 'Unpack the archive and drop the folder instead.';
const FORMATS = 'PNG, JPEG, WebP, GIF or BMP';

export const refuse = {
  empty: (name: string) =>
    refusal(name, 'empty', 'The file is empty (0 bytes).', 'Copy it again from where it came from.'),
  unreadable: (name: string) =>
    refusal(
      name,
      'unreadable',
      'The file could not be read.',
      'Check that it still exists and that you may open it, then add it again.',
    ),
  fileTooLarge: (name: string, bytes: number, most: number) =>
    refusal(
      name,
      'file-too-large',
      `The file has ${megabytes(bytes)}; the limit is ${megabytes(most)}.`,
      'Save the picture smaller and add it again.',
    ),
  notAPicture: (name: string) =>
    refusal(name, 'not-a-picture', 'The content of this file is not a picture.', `Add ${FORMATS} files.`),
  formatUnsupported: (name: string, format: string) =>
    refusal(
      name,
      'format-unsupported',
      `This is ${format}, which is not read here.`,
      `Save it as ${FORMATS} and add it again.`,
    ),
  truncated: (name: string, format: string) =>
    refusal(
      name,
      'truncated',
      `The ${format} file is cut off: its end is missing.`,
      'Copy or download it again from where it came from.',
    ),
  damaged: (name: string, format: string) =>
    refusal(name, 'damaged', `The ${format} file is damaged and cannot be decoded.`, SAVE_AGAIN),
  tooManyPixels: (name: string, width: number, height: number, most: number) =>
    refusal(
      name,
      'too-many-pixels',
      `The picture is ${count(width)} × ${count(height)} px; the limit is ${count(most / 1e6)} million pixels.`,
      'Save it smaller, for example 4,000 px wide, and add it again.',
    ),
  zipDamaged: (name: string) =>
    refusal(
      name,
      'zip-damaged',
      'The zip archive is damaged or cut off.',
      'Download it again, or drop the folder.',
    ),
  zipProtected: (name: string) =>
    refusal(name, 'zip-protected', 'This part of the zip archive is protected by a password.', UNPACK),
  zipMethod: (name: string) =>
    refusal(
      name,
      'zip-method',
      'This part of the zip archive is packed in a way that is not read here.',
      UNPACK,
    ),
  zipNested: (name: string) =>
    refusal(
      name,
      'zip-nested',
      'This is a zip archive inside a zip archive.',
      'Unpack the outer one and drop the inner one.',
    ),
  zipBomb: (name: string) =>
    refusal(
      name,
      'zip-bomb',
      'Unpacked, this would be far larger than any picture collection.',
      'If you trust the archive, unpack it yourself and drop some of the pictures.',
    ),
  tooManyFiles: (name: string, most: number) =>
    refusal(
      name,
      'too-many-files',
      `There are more than ${count(most)} files; the rest was not looked at.`,
      'Drop a smaller folder.',
    ),
  noFiles: () =>
    refusal(
      '',
      'no-files',
      'There are no files here.',
      `Add ${FORMATS} files, a folder of them or a zip; a picture on another page has to be saved first.`,
    ),
  noPictures: (files: number) =>
    refusal(
      '',
      'no-pictures',
      files === 1
        ? 'The file holds no picture that can be used.'
        : `None of the ${count(files)} files is a picture that can be used.`,
      `Add ${FORMATS} files, a folder of them or a zip.`,
    ),
};

export const note = {
  firstFrame: (name: string, format: string): Note => ({
    name,
    code: 'first-frame',
    said: `The ${format} is animated; its first frame is used.`,
  }),
  scaled: (name: string, from: Size, to: Size): Note => ({
    name,
    code: 'scaled',
    said: `Scaled from ${size(from)} to ${size(to)} px.`,
  }),
};

/** What a bound left out: "Using 256 of 2,000 pictures, drawn at random (seed 7)." */
export function saidLeftOut(used: number, found: number, seed: number, bound: 'number' | 'memory'): string {
  const why =
    bound === 'memory' ? 'the memory for pictures is used up' : 'the number of pictures is at its limit';
  if (used === 0) return `Using none of ${count(found)} pictures: ${why}. Remove some to make room.`;
  return `Using ${count(used)} of ${count(found)} pictures, drawn at random (seed ${seed}): ${why}.`;
}

/** Thrown while a file is read; whoever reads it turns it into its refusal. */
export class PictureRefused extends VisplayError {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.code, refusal.name ? `${refusal.name}: ${refusal.said}` : refusal.said, refusal.fix);
    this.name = 'PictureRefused';
    this.refusal = refusal;
  }
}

/** Refusals of one kind as one line, for lists that would else be hundreds long. */
export interface RefusalGroup {
  readonly code: RefusalCode;
  readonly fix: string;
  readonly refusals: readonly Refusal[];
}

/** Groups by code, the largest group first. */
export function groupRefusals(refusals: readonly Refusal[]): RefusalGroup[] {
  const groups = new Map<RefusalCode, Refusal[]>();
  for (const one of refusals) {
    const members = groups.get(one.code);
    if (members) members.push(one);
    else groups.set(one.code, [one]);
  }
  return [...groups]
    .map(([code, members]) => ({ code, fix: members[0]!.fix, refusals: members }))
    .toSorted((a, b) => b.refusals.length - a.refusals.length);
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function refusal(name: string, code: RefusalCode, said: string, fix: string): Refusal {
  return { name, code, said, fix };
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function size({ width, height }: Size): string {
  return `${count(width)} × ${count(height)}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toLocaleString('en-US', { maximumFractionDigits: 1 })} MB`;
}
