import { openFolderStore } from '../runs/folderStore.ts';
import { asksForHelp, backendNamed, readOptions, required, usageError } from './arguments.ts';
import { withSceneIds } from './drawnPictures.ts';
import { openModelAt, packingNamed, startAt } from './model.ts';
import { estimateLine, estimateRun } from './estimate.ts';
import { picturesIn } from './pictures.ts';
import { closeModel } from '../loop/openModel.ts';
import { checkStart } from '../loop/startingPoint.ts';
import { lookedInto } from '../loop/observe.ts';
import { begin, play, takeUpRun } from './runOnDisk.ts';
import { configFrom } from './settings.ts';

const help = `Lets a model evolve by itself on a folder of pictures: VisPlay.

  npm run --silent selfplay -- --images DIR --out DIR [--model DIR] [--preset NAME] [--set key=value ...]
                               [--rounds N] [--seed N] [--adapter DIR] [--pack NAME] [--backend NAME] [--resume]
                               [--estimate] [--json]

  --images DIR       pictures (PNG, JPEG, WebP, GIF, BMP; any size; folders in folders), or a zip of them
  --out DIR          a new or empty folder for everything that the run makes
  --model DIR        a Hugging Face folder (default: the embedded model)
  --adapter DIR      LoRA adapters to go on from: one, or questioner/ and reasoner/ as a run saves them
  --pack NAME        exact, or 8bit or 4bit: frozen weights rounded to so many bits, on WebGPU (default: exact)
  --preset NAME      improved, quick, smolvlm-quick, smolvlm-full, paper, code, or a control (default: improved)
  --set key=value    changes one setting; may be repeated
  --rounds N         the same as --set run.rounds=N
  --seed N           the same as --set run.seed=N
  --backend NAME     auto, webgpu or wasm (default: auto)
  --resume           continues the run in --out from its last checkpoint, with its own settings
  --estimate         says what the run would take in time and memory, after a short probe, and starts nothing
  --json             one JSON object on standard output: the report, or the estimate

  OUT/config.json  OUT/events.jsonl  OUT/metrics.csv  OUT/report.json
  OUT/checkpoints/round-K/{questioner,reasoner}/   Hugging Face folders, or PEFT folders where adapters are trained

Ctrl-C stops at the next event and exits with status 130; --resume continues to the same weights as a run that was
never stopped.
`;

const options = {
  images: { type: 'string' },
  out: { type: 'string' },
  model: { type: 'string' },
  adapter: { type: 'string' },
  pack: { type: 'string', default: 'exact' },
  preset: { type: 'string' },
  set: { type: 'string', multiple: true },
  rounds: { type: 'string' },
  seed: { type: 'string' },
  backend: { type: 'string', default: 'auto' },
  resume: { type: 'boolean', default: false },
  estimate: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

export async function selfplay(args: string[]): Promise<number> {
  if (asksForHelp(args)) {
    process.stdout.write(help);
    return 0;
  }
  const values = readOptions('selfplay', options, args);
  const images = required('--images', values.images, 'DIR');
  const out = required('--out', values.out, 'DIR');
  const backend = backendNamed(values.backend);
  const packing = packingNamed(values.pack);
  const { preset = 'improved', set = [], rounds, seed } = values;
  const chosen = configFrom({ preset, set, rounds, seed });
  const store = await openFolderStore(out);
  const stored = (await store.list())[0]?.header ?? null;
  if (values.resume) {
    if (stored === null)
      throw usageError(`${out} holds no run to resume.`, 'Leave out --resume to start one.');
    const changed = (['preset', 'set', 'rounds', 'seed', 'adapter'] as const).find(
      (flag) => values[flag] !== undefined,
    );
    if (changed !== undefined) {
      throw usageError(
        `--${changed} cannot be given with --resume.`,
        'A resumed run keeps its own settings.',
      );
    }
  } else if (stored !== null) {
    throw usageError(
      `${out} holds the run ${stored.runId} already.`,
      'Add --resume to continue it, or name a new folder.',
    );
  }

  const config = stored?.config ?? chosen;
  const { pictures, refusals, summary } = await picturesIn(images, config['run.seed']);
  for (const { name, said } of refusals) if (name !== 'gold.jsonl') tell(`${name}: ${said}`);
  if (summary.said !== null) tell(summary.said);
  const shown = await withSceneIds(images, pictures);
  const start = values.adapter === undefined ? null : await startAt(values.adapter);
  const model = await openModelAt(values.model, backend, packing);
  if (stored !== null && stored.model.name !== model.name) {
    throw usageError(
      `The run in ${out} evolves ${stored.model.name}, and ${model.name} was given.`,
      `Add --model with the folder of ${stored.model.name}.`,
    );
  }
  if (start !== null) checkStart(start, model);
  tell(`${model.name} with ${shown.length} pictures. ${model.device.reason}`);

  if (values.estimate) {
    const estimate = await estimateRun(model, config, shown);
    if (values.json) process.stdout.write(`${JSON.stringify(estimate)}\n`);
    tell(estimateLine(estimate));
    closeModel(model);
    return 0;
  }

  const started = stored
    ? await takeUpRun(store, model, stored, shown, tell)
    : await begin(store, model, { preset, config, pictures: shown, start });
  const watched = { ...started, run: lookedInto(started.run) };
  const reason = await play(watched, store, model);
  if (values.json) process.stdout.write(`${JSON.stringify({ out, ...store.report() })}\n`);
  tell(reason === 'finished' ? `The run is in ${out}.` : `Stopped; --resume continues the run in ${out}.`);
  return reason === 'finished' ? 0 : 130;
}

const tell = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
