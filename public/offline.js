/**
 * What stands between this page and the network. It gives every file of this site the headers that isolate a page from
 * other origins, which hosts of plain files do not send (with them WebAssembly computes on several threads), and it
 * answers from the copies that the page asked it to keep: the page itself after the first visit, the model by choice.
 * Requests to other hosts are left alone.
 */

/** Filled in by the build (`tools/offlineFiles.mjs`): the files of this version, and a name for each kind of copy. */
const build = /* files of the build */ { page: { version: '', files: [] }, model: { version: '', files: [] } };

const cacheName = (kind) => `visplay ${kind} ${build[kind].version}`;
const isCopyOf = (kind) => (name) => name.startsWith(`visplay ${kind} `);
/** A slow network is given up for the copy after this, ms. */
const PATIENCE = 4000;

addEventListener('install', (event) => {
  // A page that is open goes on with the version it began with: its later parts may be gone from the new one.
  if (registration.active === null) event.waitUntil(skipWaiting());
});
addEventListener('activate', (event) => event.waitUntil(clients.claim()));

addEventListener('message', (event) => {
  const { kind } = event.data;
  if (!(kind in build)) return;
  const [port] = event.ports;
  const told = keep(kind, (done, of) => port.postMessage({ done, of })).then(
    () => port.postMessage({ kept: true }),
    (error) => port.postMessage({ kept: false, said: error.message }),
  );
  event.waitUntil(told);
});

/** Copies every file of a kind, then forgets the copies of other versions. */
async function keep(kind, onProgress) {
  const { files } = build[kind];
  const of = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const cache = await caches.open(cacheName(kind));
  let done = 0;
  for (const { path, bytes } of files) {
    const url = new URL(path, registration.scope).href;
    if ((await cache.match(url)) === undefined) {
      // A name with a hash means the same bytes in every version.
      const known = path.startsWith('assets/') ? await caches.match(url) : undefined;
      const response = known ?? (await fetch(url, { cache: 'no-cache' }));
      if (!response.ok) throw new Error(`${path}: status ${response.status}`);
      await cache.put(url, response);
    }
    done += bytes;
    onProgress(done, of);
  }
  const others = (await caches.keys()).filter(isCopyOf(kind)).filter((name) => name !== cacheName(kind));
  await Promise.all(others.map((name) => caches.delete(name)));
}

addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || new URL(request.url).origin !== location.origin) return;
  // The browser's own question to its cache, which no page may pass on.
  if (request.cache === 'only-if-cached' && request.mode !== 'same-origin') return;
  event.respondWith(answer(request).then(isolated));
});

async function answer(request) {
  const path = request.url.slice(registration.scope.length);
  const asked = request.mode === 'navigate' ? new URL('index.html', registration.scope) : request;
  // The copies of this version are what the network would send, if it is a file of the build.
  const lasting = path.startsWith('assets/') || path.startsWith('models/');
  const own = lasting ? await ownCopy(asked) : undefined;
  if (own !== undefined) return own;
  const copy = async () => (await ownCopy(asked)) ?? caches.match(asked, loosely);
  const fresh = fetch(request);
  try {
    // Everything else is asked for first, so that a visit sees what is new.
    const slow = lasting ? fresh : new Promise((resolve) => setTimeout(resolve, PATIENCE)).then(copy);
    return (await Promise.race([fresh, slow])) ?? (await fresh);
  } catch (error) {
    const kept = await copy();
    if (kept !== undefined) return kept;
    // A model may lack some files. The build knows which it has: the others are not out of reach but not there.
    const missing = path.startsWith('models/') && build.model.files.every((file) => file.path !== path);
    if (missing) return new Response(null, { status: 404 });
    throw error;
  }
}

const loosely = { ignoreSearch: true, ignoreVary: true };

/** A copy is whole even where a part was asked for: whoever reads ranges takes that. */
async function ownCopy(asked) {
  for (const kind of ['page', 'model']) {
    // Asking for a cache by name would make it.
    const name = cacheName(kind);
    const found = (await caches.has(name)) ? await (await caches.open(name)).match(asked, loosely) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function isolated(response) {
  if (response.type === 'opaqueredirect' || response.status === 0) return response;
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}
