/** Tells `offline.js` of a build which files there are, so that a visit can be copied whole. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const place = /\/\* files of the build \*\/ \{.*\};/;

/** Files below a folder, by what a visitor may keep: the page, or the embedded model. */
function kindOf(path) {
  if (/\.(?:map|md)$/.test(path) || path === 'offline.js' || path === 'NOTICE.txt') return null;
  if (!path.startsWith('models/')) return 'page';
  return path.endsWith('report.json') ? null : 'model';
}

/** The files of each kind with their sizes, and a version that changes when any of them does. */
export function filesOf(folder) {
  const found = { page: [], model: [] };
  const hashes = { page: createHash('sha256'), model: createHash('sha256') };
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()) {
    const file = join(folder, path);
    const name = path.replaceAll('\\', '/');
    const kind = kindOf(name);
    if (kind === null || !statSync(file).isFile()) continue;
    const bytes = readFileSync(file);
    found[kind].push({ path: name, bytes: bytes.length });
    hashes[kind].update(name).update(bytes);
  }
  const versioned = (kind) => ({ version: hashes[kind].digest('hex').slice(0, 12), files: found[kind] });
  return { page: versioned('page'), model: versioned('model') };
}

/** Writes the list into the built `offline.js`, once everything else lies there. */
export function offlineFiles() {
  let folder = 'dist';
  return {
    name: 'offline-files',
    apply: 'build',
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir);
    },
    closeBundle() {
      const file = join(folder, 'offline.js');
      const text = readFileSync(file, 'utf8');
      if (!place.test(text)) throw new Error('offline.js has no place for the files of the build.');
      writeFileSync(
        file,
        text.replace(place, () => `${JSON.stringify(filesOf(folder))};`),
      );
    },
  };
}
