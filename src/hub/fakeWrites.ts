import * as v from 'valibot';
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FakeHub, HubFaults } from './fakeHub.ts';

const batchSchema = v.object({ objects: v.array(v.object({ oid: v.string(), size: v.number() })) });
const lineSchema = v.object({ key: v.string(), value: v.record(v.string(), v.unknown()) });
const createSchema = v.object({
  name: v.string(),
  organization: v.string(),
  visibility: v.picklist(['public', 'private']),
});
const preuploadSchema = v.object({ files: v.array(v.object({ path: v.string() })) });

interface Writes {
  readonly pushed: FakeHub['pushed'];
  take(request: IncomingMessage, response: ServerResponse, path: string, token: string | null): Promise<void>;
}

const isLarge = (path: string): boolean => path.endsWith('.safetensors');

/** The part of the stand-in that takes commits as the Hub does: preupload, LFS, NDJSON. */
export function fakeWrites(id: string, faults: HubFaults): Writes {
  const uploaded = new Map<string, Uint8Array>();
  const parts = new Map<string, Map<number, Buffer>>();
  const pushed: FakeHub['pushed'] = { files: new Map(), repos: [], summaries: [] };

  function batch(host: string, text: string): object {
    const { objects } = v.parse(batchSchema, JSON.parse(text));
    return {
      transfer: faults.partBytes === null ? 'basic' : 'multipart',
      objects: objects.map(({ oid, size }) => {
        if (uploaded.has(oid)) return { oid, size };
        const href = `http://${host}/upload/${oid}`;
        const { partBytes } = faults;
        if (partBytes === null) return { oid, size, actions: { upload: { href } } };
        const numbers = Array.from({ length: Math.ceil(size / partBytes) }, (_, at) => at + 1);
        const header = Object.fromEntries(
          numbers.map((number) => [String(number).padStart(5, '0'), `${href}/${number}`]),
        );
        return {
          oid,
          size,
          actions: { upload: { href, header: { chunk_size: String(partBytes), ...header } } },
        };
      }),
    };
  }

  function commit(text: string): boolean {
    for (const { key, value } of text.split('\n').map((line) => v.parse(lineSchema, JSON.parse(line)))) {
      if (key === 'header') pushed.summaries.push(String(value['summary']));
      else if (key === 'file')
        pushed.files.set(String(value['path']), Buffer.from(String(value['content']), 'base64'));
      else {
        const bytes = uploaded.get(String(value['oid']));
        if (bytes === undefined) return false;
        pushed.files.set(String(value['path']), bytes);
      }
    }
    return true;
  }

  /** One large file, or a part of it; checked as the Hub checks it. */
  function upload(path: string, body: Buffer): boolean {
    const [, oid = '', part] = /^\/upload\/(\w+)(?:\/(\d+))?$/.exec(path) ?? [];
    if (part !== undefined) {
      parts.set(oid, (parts.get(oid) ?? new Map<number, Buffer>()).set(Number(part), body));
      return true;
    }
    const sorted = [...(parts.get(oid) ?? [])].toSorted(([a], [b]) => a - b).map(([, bytes]) => bytes);
    const whole = parts.has(oid) ? Buffer.concat(sorted) : body;
    if (createHash('sha256').update(whole).digest('hex') !== oid) return false;
    uploaded.set(oid, whole);
    return true;
  }

  async function take(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    token: string | null,
  ): Promise<void> {
    const json = (status: number, body: object): void => {
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    };
    if (path.startsWith('/upload/') && faults.brokenUploads > 0) {
      faults.brokenUploads -= 1;
      request.socket.destroy();
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks);
    if (path.startsWith('/upload/')) {
      // The addresses of uploads hold their own permission: a token sent there would be given away.
      const taken = token === null && upload(path, body);
      response.setHeader('Access-Control-Expose-Headers', 'ETag');
      response.writeHead(taken ? 200 : 400, { ETag: `"${body.length}"` }).end();
    } else if (faults.token !== null && token !== `Bearer ${faults.token}`)
      json(401, { error: 'Unauthorized' });
    else if (path === '/api/repos/create') {
      const asked = v.parse(createSchema, JSON.parse(body.toString()));
      if (faults.createStatus !== null) json(faults.createStatus, {});
      else {
        pushed.repos.push({
          name: `${asked.organization}/${asked.name}`,
          private: asked.visibility === 'private',
        });
        json(200, {});
      }
    } else if (path === `/api/models/${id}/preupload/main`) {
      const { files } = v.parse(preuploadSchema, JSON.parse(body.toString()));
      json(200, {
        files: files.map((file) => ({ path: file.path, uploadMode: isLarge(file.path) ? 'lfs' : 'regular' })),
      });
    } else if (path === `/${id}.git/info/lfs/objects/batch`)
      json(200, batch(request.headers.host ?? '', body.toString()));
    else if (path === `/api/models/${id}/commit/main`) {
      if (faults.commitStatus !== null) json(faults.commitStatus, {});
      else if (commit(body.toString()))
        json(200, { commitOid: 'c0ffee', commitUrl: `http://${request.headers.host}/${id}/commit/c0ffee` });
      else json(400, { error: 'a file was not uploaded' });
    } else json(404, {});
  }

  return { pushed, take };
}
