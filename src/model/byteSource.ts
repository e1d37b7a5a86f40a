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
 * Null where the server has no such file. Of one that turns out to have more than `most` bytes no more is fetched, and
 * none of it can be read. Throws `unreadable-file` when the server cannot be reached or refuses.
 */
export async function urlSource(
  name: string,
  url: string,
  options: {
    readonly most?: number | undefined;
    readonly signal?: AbortSignal;
    readonly fetch?: typeof fetch;
  } = {},
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

  const { most = Number.POSITIVE_INFINITY } = options;
  const total = totalOf(first);
  if (total !== null && total > most) return tooLong(name, url, total, first);
  const begun = await body(first, url, most);
  if (begun === null) return tooLong(name, url, most + 1, first);
  let block = begun;
  if (first.status !== 206) return bytesSource(name, block);
  if (total === null) {
    // Servers of another origin may keep the total to themselves: a full block may then be only a part.
    if (block.byteLength < blockBytes) return bytesSource(name, block);
    const rest = await request(0, null);
    const whole = await body(rest, url, most);
    return whole === null ? tooLong(name, url, most + 1, rest) : bytesSource(name, whole);
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
        block = (await body(response, url)) ?? new Uint8Array();
        blockBegin = begin;
      }
      return block.subarray(begin - blockBegin, end - blockBegin);
    },
  };
}

/** Null where there is more than `most`. */
async function body(
  response: Response,
  url: string,
  most: number = Number.POSITIVE_INFINITY,
): Promise<Uint8Array | null> {
  try {
    if (most === Number.POSITIVE_INFINITY) return new Uint8Array(await response.arrayBuffer());
    const parts: Uint8Array<ArrayBuffer>[] = [];
    let bytes = 0;
    const reader = response.body?.getReader();
    for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
      bytes += part.value.byteLength;
      if (bytes > most) {
        await reader?.cancel();
        return null;
      }
      parts.push(part.value);
    }
    return new Uint8Array(await new Blob(parts).arrayBuffer());
  } catch {
    throw unreadable(url, 'the connection broke off');
  }
}

/** What is known of a file that nobody wants whole. */
function tooLong(name: string, url: string, size: number, { body: rest }: Response): ByteSource {
  if (rest?.locked === false) void rest.cancel().catch(() => undefined);
  return { name, size, read: () => Promise.reject(unreadable(url, `it has ${size} bytes or more`)) };
}

/**
 * Size of the whole file from `Content-Range: bytes 0-99/1234`, or of one that is sent whole; null when the server keeps
 * it to itself.
 */
function totalOf({ status, headers }: Response): number | null {
  const total = /\/(\d+)$/.exec(headers.get('Content-Range') ?? '')?.[1];
  const length = status === 206 ? null : headers.get('Content-Length');
  return total === undefined ? (length === null ? null : Number(length)) : Number(total);
}

function unreadable(url: string, why: string): VisplayError {
  return new VisplayError(
    'unreadable-file',
    `${url} could not be read: ${why}.`,
    'Check the address and the connection, or download the folder and open it from disk.',
  );
}
