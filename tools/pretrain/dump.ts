/**
 * Writes pretraining shards or evaluation sets for the Python side, from the same code that the playground runs.
 *
 *   node dump.mjs pretrain OUT FIRST COUNT SEED ANSWERS [AHEAD [ASKS]]
 *                                                         OUT/SSSSS.rgb (2048 x side x side x 3 bytes), OUT/SSSSS.jsonl;
 *                                                         with AHEAD it waits while so many shards are there unread
 *   node dump.mjs suite OUT DOMAIN COUNT SEED [SUITE]     OUT.rgb, OUT.jsonl (question, type, skill, gold, chance)
 *   node dump.mjs pool OUT DOMAIN COUNT SEED              OUT.rgb, OUT.jsonl (picture id)
 *   node dump.mjs illposed OUT DOMAIN COUNT SEED          OUT.rgb, OUT.jsonl (question that the picture does not answer)
 *   node dump.mjs check < lines of {"id", "question"}     the same lines with what the world knows about them
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as v from 'valibot';
import { randomAt } from '../../src/world/address.ts';
import { checkQuestion, sceneOfPicture } from '../../src/world/check.ts';
import { sampleCollection } from '../../src/world/collection.ts';
import { CLEAN, domainNamed, SHIFTS } from '../../src/world/domain.ts';
import { openGold } from '../../src/world/gold.ts';
import { lesson } from '../../src/world/lesson.ts';
import { paint, PICTURE_SIDE, type WorldPicture } from '../../src/world/paint.ts';
import { UNANSWERABLE } from '../../src/world/lexicon.ts';
import { drawIllPosed } from '../../src/world/questions.ts';
import { sceneAt } from '../../src/world/scene.ts';
import { heldOutSuite } from '../../src/world/suite.ts';
import { SUITE_NAMES } from '../../src/world/suiteNames.ts';
import { question } from '../../src/world/wording.ts';

const SHARD = 2048;
/** NANO_SIDE is the side of the pictures in pixels, here and in layout.py. */
const side = Number(process.env.NANO_SIDE ?? PICTURE_SIDE);
if (side !== 64 && side !== 96) throw new Error(`Pictures are 64 or 96 pixels a side, not ${side}.`);

const Line = v.object({ id: v.string(), question: v.string() });

function write(path: string, pictures: readonly WorldPicture[], lines: readonly unknown[]): void {
  writeFileSync(`${path}.jsonl`, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  // The pixels appear last and at once: a reader that waits for them finds the text complete.
  writeFileSync(`${path}.part`, Buffer.concat(pictures.map((picture) => picture.rgb)));
  renameSync(`${path}.part`, `${path}.rgb`);
}

const [command, out = '', ...rest] = process.argv.slice(2);
if (command === 'pretrain') {
  const [first = 0, count = 1, seed = 0, answers = 5, ahead = Infinity, asks = 1] = rest.map(Number);
  mkdirSync(out, { recursive: true });
  for (let shard = first; shard < first + count; shard += 1) {
    while (readdirSync(out).filter((name) => name.endsWith('.rgb')).length >= ahead) await setTimeout(200);
    const scenes = Array.from({ length: SHARD }, (_, place) =>
      sceneAt({ split: 'pretrain', seed, index: shard * SHARD + place }),
    );
    write(
      join(out, String(shard).padStart(5, '0')),
      scenes.map((scene) => paint(scene, CLEAN, side)),
      scenes.map((scene) =>
        lesson(scene, answers, asks).map((turn) => [turn.kind, turn.prompt, turn.completion]),
      ),
    );
  }
} else if (command === 'suite' || command === 'pool' || command === 'illposed') {
  const domain = domainNamed(rest[0] ?? '');
  if (domain === undefined)
    throw new Error(`No domain is called ${rest[0]}; take clean or one of ${SHIFTS.join(', ')}.`);
  const request = { domain, count: Number(rest[1]), seed: Number(rest[2]), side } as const;
  if (command === 'illposed') {
    const scenes = Array.from({ length: request.count }, (_, index) =>
      sceneAt({ split: 'heldout', seed: request.seed, index }),
    );
    const asked = scenes.map((scene) => drawIllPosed(scene, randomAt(scene.address, 'questions')));
    const pictures = scenes.map((scene) => paint(scene, domain, side));
    write(
      out,
      pictures,
      asked.map((program, place) => ({
        id: pictures[place]?.id,
        question: question(program),
        gold: UNANSWERABLE,
      })),
    );
  } else if (command === 'pool') {
    const pictures = sampleCollection(request);
    write(
      out,
      pictures,
      pictures.map(({ id }) => ({ id })),
    );
  } else {
    const suite = SUITE_NAMES.find((name) => name === (rest[3] ?? 'mixed'));
    if (suite === undefined)
      throw new Error(`No suite is called ${rest[3]}; take one of ${SUITE_NAMES.join(', ')}.`);
    const items = heldOutSuite({ ...request, suite });
    write(
      out,
      items.map(({ picture }) => picture),
      items.map(({ picture, question, type, skill, gold, chance }) => ({
        id: picture.id,
        question,
        type,
        skill,
        gold: openGold(gold, 'measure'),
        chance,
      })),
    );
  }
} else if (command === 'check') {
  for (const line of readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
    const asked = v.parse(Line, JSON.parse(line));
    const scene = sceneOfPicture(asked.id);
    if (scene === undefined) throw new Error(`${asked.id} is not the id of a world picture.`);
    const checked = checkQuestion(scene, asked.question);
    const gold = checked.wellPosed ? openGold(checked.gold, 'measure') : undefined;
    process.stdout.write(`${JSON.stringify({ ...checked, gold })}\n`);
  }
} else {
  throw new Error(`${command} is not a command; take pretrain, suite, pool, illposed or check.`);
}
