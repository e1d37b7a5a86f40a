import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { VisplayError } from '../errors.ts';
import { measureItems, measureSuites, type Item } from '../experiment/measure.ts';
import { metric } from '../experiment/plan.ts';
import { readBase, type BaseSummary, type MeasuredRound } from '../experiment/summary.ts';
import type { OpenModel } from '../loop/openModel.ts';
import type { WeightSet } from '../model/weights.ts';
import { writeWhole } from '../runs/atomicWrite.ts';
import { domainNamed } from '../world/domain.ts';
import type { SuiteName } from '../world/suiteNames.ts';

/** What is asked of weights: which questions, and how much of them. */
export interface Asking {
  readonly suites: readonly SuiteName[];
  readonly questions: number;
  /** Draws the suites. */
  readonly seed: number;
  /** Test questions of easy-VQA, where they are at hand. */
  readonly easyVqa: readonly Item[] | null;
}

interface Depth {
  readonly samples: boolean;
  readonly blind: boolean;
  readonly easyVqa: boolean;
  readonly tell: (line: string) => void;
}

/** Weights on all suites in some domains. */
export async function measureRound(
  model: OpenModel,
  weights: WeightSet,
  round: number,
  domains: readonly string[],
  asking: Asking,
  { samples, blind, easyVqa, tell }: Depth,
): Promise<MeasuredRound> {
  const name = round === 0 ? 'base' : `reasoner of round ${round}`;
  const options = {
    maxNewTokens: metric.maxNewTokens,
    samples: samples ? metric.samples : 0,
    blind,
    seed: asking.seed,
  };
  const measurements = [];
  for (const domainName of domains) {
    const { suites, questions } = asking;
    const progress = (suite: string): void => tell(`${name} on ${suite}, ${domainName}`);
    const domain = domainNamed(domainName)!;
    measurements.push(
      await measureSuites(model, weights, { ...options, suites, questions, domain, domainName, progress }),
    );
  }
  const items = easyVqa ? asking.easyVqa : null;
  if (items !== null) tell(`${name} on easy-VQA`);
  return {
    round,
    measurements,
    easyVqa:
      items === null
        ? null
        : await measureItems(model, weights, items, { ...options, samples: 0, blind: false }),
  };
}

/** SHA-256 of all weight files in a checkpoint folder, by name: the same weights are the same model. */
export async function hashOfModel(directory: string): Promise<string> {
  let names: string[];
  try {
    names = (await readdir(directory)).filter((name) => name.endsWith('.safetensors')).toSorted();
  } catch (cause) {
    throw new VisplayError('no-such-folder', `${directory} cannot be read.`, 'Name a checkpoint folder.', {
      cause,
    });
  }
  const hash = createHash('sha256');
  for (const name of names) hash.update(await readFile(join(directory, name)));
  return hash.digest('hex');
}

/** File of what the base is in a domain, below the folder of the runs. */
function baseFile(sha256: string, domain: string, seed: number, questions: number): string {
  return join('base', `${sha256.slice(0, 12)}-${domain}-${seed}-${questions}.json`);
}

/** Measures the base in each domain that has not been measured: all that can be, samples and grey pictures too. */
export async function measureBase(
  out: string,
  model: OpenModel,
  sha256: string,
  domains: readonly string[],
  asking: Asking,
  tell: (line: string) => void,
): Promise<void> {
  const { seed, questions } = asking;
  for (const domain of domains) {
    const file = join(out, baseFile(sha256, domain, seed, questions));
    if (existsSync(file)) {
      readBase(await readFile(file, 'utf8'), file);
      continue;
    }
    const depth = { samples: true, blind: true, easyVqa: domain === 'clean', tell };
    const round = await measureRound(model, model.base, 0, [domain], asking, depth);
    const base: BaseSummary = {
      format: 'visplay base',
      version: 1,
      model: { name: model.name, sha256 },
      seed,
      questions,
      measurement: round.measurements[0]!,
      easyVqa: round.easyVqa,
    };
    await writeWhole(file, `${JSON.stringify(base)}\n`);
  }
}
