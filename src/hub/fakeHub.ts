import { createHash } from 'node:crypto';
import { fakeWrites } from './fakeWrites.ts';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** How a stand-in for the Hub misbehaves; everything may be changed while it runs. */
export interface HubFaults {
  /** the token that it asks for */
  token: string | null;
  /** status instead of any file */
  status: number | null;
  /** weights come from another path, as the Hub's do: of this server, or of the one that is named */
  redirects: boolean | string;
  /** lets other pages read, as the Hub does */
  cors: boolean;
  ranges: boolean;
  /** bytes of weights after which each connection breaks; the first so many times */
  breakAfter: number | null;
  breaks: number;
  /** breaks off at once, before a byte */
  deaf: boolean;
  /** stops sending weights after so many bytes, and keeps the connection */
  stallAfter: number | null;
  /** identity that files are said to have instead of their own */
  etag: string | null;
  /** sent with another content than it lists */
  damaged: boolean;
  /** status instead of the answer to a commit, or to the making of a repository */
  commitStatus: number | null;
  createStatus: number | null;
  /** uploads of large files that break off before they are whole */
  brokenUploads: number;
  /** large files are uploaded in parts of so many bytes */
  partBytes: number | null;
}

export interface FakeHub {
  readonly host: string;
  readonly files: Map<string, Uint8Array>;
  /** sizes that it lists instead of the true ones */
  readonly listedSizes: Map<string, number>;
  readonly faults: HubFaults;
  /** what was asked for: method, path, range, authorization */
  readonly asked: { readonly path: string; readonly range: string | null; readonly token: string | null }[];
  /** what was committed by others, and how */
  readonly pushed: {
    readonly files: Map<string, Uint8Array>;
    readonly repos: { readonly name: string; readonly private: boolean }[];
    readonly summaries: string[];
  };
  close(): Promise<void>;
}

const hash = (algorithm: string, ...parts: (string | Uint8Array)[]): string =>
  parts.reduce((sum, part) => sum.update(part), createHash(algorithm)).digest('hex');
const isLarge = (path: string): boolean => path.endsWith('.safetensors');

/** A local server that answers as the Hub does, for tests. */
export async function fakeHub(id: string, given: ReadonlyMap<string, Uint8Array>): Promise<FakeHub> {
  const files = new Map(given);
  const listedSizes = new Map<string, number>();
  const faults: HubFaults = {
    token: null,
    status: null,
    redirects: false,
    cors: true,
    ranges: true,
    breakAfter: null,
    breaks: Number.POSITIVE_INFINITY,
    deaf: false,
    stallAfter: null,
    etag: null,
    damaged: false,
    commitStatus: null,
    createStatus: null,
    brokenUploads: 0,
    partBytes: null,
  };
  const asked: { path: string; range: string | null; token: string | null }[] = [];
  const open = new Set<ServerResponse>();
  const writes = fakeWrites(id, faults);

  const entryOf = ([path, bytes]: [string, Uint8Array]): object => {
    const size = listedSizes.get(path) ?? bytes.length;
    const entry = { type: 'file', oid: hash('sha1', `blob ${bytes.length}\0`, bytes), size, path };
    return isLarge(path) ? { ...entry, lfs: { oid: hash('sha256', bytes), size, pointerSize: 134 } } : entry;
  };

  function sendFile(request: IncomingMessage, response: ServerResponse, path: string): void {
    const bytes = files.get(path);
    if (bytes === undefined) {
      response.writeHead(404).end();
      return;
    }
    const content =
      faults.damaged && isLarge(path) ? bytes.map((byte, i) => (i === 100 ? byte ^ 1 : byte)) : bytes;
    const [asked, from, to] =
      (faults.ranges && /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '')) || [];
    const begin = Number(from ?? 0);
    const end = Math.min(content.length, Number(to ?? Number.POSITIVE_INFINITY) + 1);
    if (asked !== undefined && begin >= end) {
      response.writeHead(416).end();
      return;
    }
    const headers: Record<string, string> = {
      ETag: faults.etag ?? `"${hash('sha256', bytes)}"`,
      'Content-Length': String(end - begin),
    };
    if (asked !== undefined) headers['Content-Range'] = `bytes ${begin}-${end - 1}/${content.length}`;
    response.writeHead(asked === undefined ? 200 : 206, headers);
    // No byte of the one that is asked for to learn about a file is read.
    if (request.headers.range === 'bytes=0-0') response.end(content.subarray(0, end));
    else if (isLarge(path) && faults.breakAfter !== null && faults.breaks > 0) {
      faults.breaks -= 1;
      response.write(content.subarray(begin, Math.min(end, begin + faults.breakAfter)));
      // What was sent is read before the connection goes.
      setTimeout(() => response.destroy(), 40);
    } else if (isLarge(path) && faults.stallAfter !== null) {
      response.write(content.subarray(begin, Math.min(end, begin + faults.stallAfter)));
    } else response.end(content.subarray(begin, end));
  }

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://hub').pathname);
    const token = request.headers.authorization ?? null;
    asked.push({ path, range: request.headers.range ?? null, token });
    if (request.method !== 'GET') {
      void writes.take(request, response, path, token);
      return;
    }
    const file = new RegExp(`^/${id}/resolve/main/(.+)$`).exec(path)?.[1];
    const wanted = file ?? /^\/elsewhere\/(.+)$/.exec(path)?.[1];
    if (faults.deaf && file !== undefined) request.socket.destroy();
    else if (faults.token !== null && token !== `Bearer ${faults.token}`) response.writeHead(401).end();
    else if (faults.status !== null) response.writeHead(faults.status).end();
    else if (path === `/api/models/${id}/tree/main`) {
      const body = JSON.stringify([...files].map(entryOf));
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(body);
    } else if (file !== undefined && faults.redirects && isLarge(file)) {
      const to = faults.redirects === true ? '' : faults.redirects;
      response.writeHead(302, { Location: `${to}/elsewhere/${file}` }).end();
    } else if (wanted === undefined) response.writeHead(404).end();
    else sendFile(request, response, wanted);
  }

  const server: Server = createServer((request, response) => {
    open.add(response);
    if (faults.cors) response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Allow-Headers', 'Authorization, Range, Content-Type');
    response.setHeader('Access-Control-Allow-Methods', 'GET, POST, PUT');
    response.setHeader('Access-Control-Expose-Headers', 'ETag, X-Linked-ETag, Content-Range, Link');
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end();
      return;
    }
    response.on('close', () => open.delete(response));
    answer(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    host: `http://127.0.0.1:${port}`,
    files,
    listedSizes,
    faults,
    asked,
    pushed: writes.pushed,
    close: () =>
      new Promise((resolve) => {
        for (const response of open) response.destroy();
        server.close(() => resolve());
      }),
  };
}
