export type Format = 'PNG' | 'JPEG' | 'WebP' | 'GIF' | 'BMP';

/** What the first bytes say a file is. */
export type Content =
  | { readonly kind: 'picture'; readonly format: Format }
  /** A picture or document people expect to work and that does not; `format` reads "an AVIF picture". */
  | { readonly kind: 'foreign'; readonly format: string }
  | { readonly kind: 'zip' }
  | { readonly kind: 'unknown' };

/** As many bytes as `contentOf` looks at. */
export const HEAD_BYTES = 256;

/** Tells a file's format by its magic bytes; names and types given by others are not asked. */
export function contentOf(head: Uint8Array): Content {
  const format = pictureFormat(head);
  if (format) return { kind: 'picture', format };
  if (starts(head, 'PK\x03\x04') || starts(head, 'PK\x05\x06')) return { kind: 'zip' };
  const foreign = foreignFormat(head);
  return foreign ? { kind: 'foreign', format: foreign } : { kind: 'unknown' };
}

function pictureFormat(head: Uint8Array): Format | undefined {
  if (starts(head, '\x89PNG\r\n\x1a\n')) return 'PNG';
  if (starts(head, '\xff\xd8\xff')) return 'JPEG';
  if (starts(head, 'GIF87a') || starts(head, 'GIF89a')) return 'GIF';
  if (starts(head, 'RIFF') && starts(head, 'WEBP', 8)) return 'WebP';
  // Two letters are little to go by: a bitmap also names one of the known header sizes.
  if (starts(head, 'BM') && [12, 40, 52, 56, 64, 108, 124].includes(head[14] ?? 0) && head[15] === 0)
    return 'BMP';
  return undefined;
}

function foreignFormat(head: Uint8Array): string | undefined {
  if (starts(head, 'ftyp', 4)) {
    const brand = latin(head.subarray(8, 12));
    if (brand.startsWith('avi')) return 'an AVIF picture';
    if (/^(hei|hev|mif|msf)/.test(brand)) return 'a HEIC picture (the format of iPhones)';
    return 'a video';
  }
  if (starts(head, 'II*\0') || starts(head, 'MM\0*')) return 'a TIFF or raw picture';
  if (starts(head, '\xff\x0a') || starts(head, '\0\0\0\x0cJXL ')) return 'a JPEG XL picture';
  if (starts(head, '\0\0\0\x0cjP  ')) return 'a JPEG 2000 picture';
  if (starts(head, '8BPS')) return 'a Photoshop file';
  if (starts(head, '\0\0\x01\0')) return 'an icon file';
  if (starts(head, '%PDF')) return 'a PDF document';
  if (starts(head, '\x1f\x8b') || starts(head, '7z\xbc\xaf') || starts(head, 'Rar!'))
    return 'an archive other than zip';
  if (
    /^\uFEFF?\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s>]/s.test(
      new TextDecoder().decode(head),
    )
  ) {
    return 'an SVG drawing';
  }
  return undefined;
}

function starts(bytes: Uint8Array, magic: string, at = 0): boolean {
  return latin(bytes.subarray(at, at + magic.length)) === magic;
}

function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
