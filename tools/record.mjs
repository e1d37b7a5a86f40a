// Makes a recording for the page out of a finished run of the command line:
//   node tools/record.mjs RUN_FOLDER PICTURE_FOLDER
// RUN_FOLDER is the --out of `npm run selfplay`, PICTURE_FOLDER its --images. Writes public/recorded/.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';

const [runFolder, pictureFolder] = process.argv.slice(2);
if (!runFolder || !pictureFolder) {
  process.stderr.write('Name the folder of a finished run and the folder of its pictures.\n');
  process.exit(2);
}
const events = readFileSync(join(runFolder, 'events.jsonl'), 'utf8');
const [first] = events.split('\n', 1);
const { header } = JSON.parse(first);

const longestEdge = 96;
const files = new Set(readdirSync(pictureFolder, { recursive: true }).map(String));
const thumbnails = {};
for (const { id, name } of header.pictures) {
  const file = [...files].find((path) => path === name || path.endsWith(`/${name}`));
  if (file === undefined) throw new Error(`${pictureFolder} does not hold ${name}.`);
  const small = sharp(join(pictureFolder, file)).resize(longestEdge, longestEdge, {
    fit: 'inside',
    withoutEnlargement: true,
  });
  thumbnails[id] =
    `data:image/webp;base64,${(await small.webp({ quality: 70 }).toBuffer()).toString('base64')}`;
}

const folder = 'public/recorded';
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, `${header.preset}.jsonl.gz`), gzipSync(events, { level: 9 }));
writeFileSync(join(folder, `${header.preset}.thumbnails.json`), JSON.stringify(thumbnails));
const listFile = join(folder, 'index.json');
const before = JSON.parse(readFileSync(listFile, 'utf8'));
const entry = {
  file: `${header.preset}.jsonl.gz`,
  preset: header.preset,
  thumbnails: `${header.preset}.thumbnails.json`,
};
// In its old place: the page opens on the first one.
const place = before.findIndex(({ preset }) => preset === header.preset);
const list = place === -1 ? [...before, entry] : before.with(place, entry);
writeFileSync(listFile, `${JSON.stringify(list, null, 2)}\n`);
process.stdout.write(`Recorded ${header.runId} (${header.preset}) into ${folder}.\n`);
