import { VisplayError } from '../errors.ts';

/** A file of known size that is read by ranges, wherever it lies. */
export interface ByteSource {
  readonly name: string;
  /** bytes */
  readonly size: number;
  /** Bytes `begin` to `end` (exclusive) of the file, in memory that the caller must not write. */
  read(begin: number, end: number): Promise<Uint8Array>;
}

/** Bytes that are in memory already. */
export function bytesSource(name: string, bytes: Uint8Array): ByteSource {
  return { name, size: bytes.byteLength, read: async (begin, end) => bytes.subarray(begin, end) };
}

/** A file a person dropped or picked; only the ranges asked for are read into memory. */
export function blobSource(name: string, blob: Blob): ByteSource {
  return {
    name,
    size: blob.size,
    read: async (begin, end) => {
      try {
        return new Uint8Array(await blob.slice(begin, end).arrayBuffer());
      } catch {
        // Browsers refuse to read a file that was changed or moved after it was picked.
        throw new VisplayError(
          'unreadable-file',
          `${name} could not be read: it was changed, moved or deleted after it was picked.`,
          'Pick the folder again.',
        );
      }
    },
  };
}

// Small files come whole with the first request; larger ones in blocks, as tensors follow one another.
const blockBytes = 32 * 1024 * 1024;

/**
 * A file behind a URL, read by HTTP ranges, or whole where the server ignores ranges.
 *
 * Null where the server has no such file. Throws `unreadable-file` when the server cannot be reached or refuses.
 */
export async function urlSource(
  name: string,
  url: string,
  options: { readonly signal?: AbortSignal; readonly fetch?: typeof fetch } = {},
): Promise<ByteSource | null> {
  const request = async (begin: number, end: number | null) => {
    // Browsers bind fetch to the global object.
    const send = options.fetch ?? ((input, init) => fetch(input, init));
    const headers: Record<string, string> = end === null ? {} : { Range: `bytes=${begin}-${end - 1}` };
    try {
      return await send(url, { headers, signal: options.signal });
    } catch (cause) {
      if (options.signal?.aborted) throw cause;
      throw unreadable(url, 'the server could not be reached');
    }
  };

  const first = await request(0, blockBytes);
  if (first.status === 404 || first.status === 410) return null;
  if (first.status === 416) return bytesSource(name, new Uint8Array(0));
  if (first.status === 401 || first.status === 403) {
    throw unreadable(url, `the server asks for access rights (status ${first.status})`);
  }
  if (!first.ok) throw unreadable(url, `the server answered with status ${first.status}`);
  // A page that answers every path with its own HTML has no such file.
  if (first.headers.get('Content-Type')?.startsWith('text/html')) return null;

  let block = await body(first, url);
  if (first.status !== 206) return bytesSource(name, block);
  const total = totalOf(first);
  if (total === null) {
    // Servers of another origin may keep the total to themselves: a full block may then be only a part.
    if (block.byteLength < blockBytes) return bytesSource(name, block);
    return bytesSource(name, await body(await request(0, null), url));
  }
  if (total <= block.byteLength) return bytesSource(name, block);
  let blockBegin = 0;
  return {
    name,
    size: total,
    read: async (begin, end) => {
      if (begin < blockBegin || end > blockBegin + block.byteLength) {
        const wanted = Math.min(Math.max(end, begin + blockBytes), total);
        const response = await request(begin, wanted);
        if (response.status !== 206)
          throw unreadable(url, `a range was answered with status ${response.status}`);
        block = await body(response, url);
        blockBegin = begin;
      }
      return block.subarray(begin - blockBegin, end - blockBegin);
    },
  };
}

async function body(response: Response, url: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch {
    throw unreadable(url, 'the connection broke off');
  }
}

/** Size of the whole file from `Content-Range: bytes 0-99/1234`; null when the server keeps it to itself. */
function totalOf(response: Response): number | null {
  const total = /\/(\d+)$/.exec(response.headers.get('Content-Range') ?? '')?.[1];
  return total === undefined ? null : Number(total);
}

function unreadable(url: string, why: string): VisplayError {
  return new VisplayError(
    'unreadable-file',
    `${url} could not be read: ${why}.`,
    'Check the address and the connection, or download the folder and open it from disk.',
  );
}
