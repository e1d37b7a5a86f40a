import { macro, micro } from '../evaluation/average.ts';
import { domainNamed, domainText, SHIFTS } from '../world/domain.ts';
import { SUITE_NAMES, SUITE_QUESTIONS, SUITES } from '../world/suiteNames.ts';
import { asksForHelp, backendNamed, largestSeed, readOptions, usageError, wholeNumber } from './arguments.ts';
import { openModelAt } from './model.ts';
import { progressLine } from './progress.ts';
import { measureSuite, suiteNames, type SuiteResult } from './suites.ts';

const help = `Measures a model on held-out questions about drawn pictures.

  npm run --silent evaluate -- [--model DIR] [--suite NAME|all] [--domain NAME] [--samples N] [--seed N] [--json]

  --model DIR           a Hugging Face folder (default: the embedded model)
  --suite NAME          one of those below, or all (default: all)
  --domain NAME         clean (default), or ${SHIFTS.join(', ')}, each with -N from 1 to 100 (default 50)
  --samples N           questions per suite (default: ${SUITE_QUESTIONS})
  --blind               ask everything a second time with a grey picture
  --seed N              draws the questions and the answers that vote (default: 1, as in runs)
  --max-new-tokens N    longest answer (default: 32)
  --backend NAME        auto, webgpu or wasm (default: auto)
  --json                one JSON object on standard output

An answer counts when its box matches the gold answer. majorityAt8 is the majority of 8 samples at temperature 1,
anyOf8 whether any of them is right,
baseline the most frequent gold answer given to every question, formBaseline the most frequent of each form of question,
chance a guess among the answers that the question admits. macro counts every suite alike, micro every question.

${SUITE_NAMES.map((name) => `  ${name}: after ${SUITES[name].after}. ${SUITES[name].measures}`).join('\n')}
`;

const options = {
  model: { type: 'string' },
  suite: { type: 'string', default: 'all' },
  domain: { type: 'string', default: 'clean' },
  samples: { type: 'string', default: String(SUITE_QUESTIONS) },
  blind: { type: 'boolean', default: false },
  seed: { type: 'string', default: '1' },
  'max-new-tokens': { type: 'string', default: '32' },
  backend: { type: 'string', default: 'auto' },
  json: { type: 'boolean', default: false },
} as const;

export async function evaluate(args: string[]): Promise<number> {
  if (asksForHelp(args)) {
    process.stdout.write(help);
    return 0;
  }
  const values = readOptions('evaluate', options, args);
  const names = suiteNames(values.suite);
  const domain = domainNamed(values.domain);
  if (domain === undefined)
    throw usageError(
      `There is no domain "${values.domain}".`,
      `It is clean, or one of ${SHIFTS.join(', ')}, each with -N from 1 to 100.`,
    );
  const count = wholeNumber('--samples', values.samples, 1, 100_000);
  const seed = wholeNumber('--seed', values.seed, 0, largestSeed);
  const maxNewTokens = wholeNumber('--max-new-tokens', values['max-new-tokens'], 1, 4096);
  const { vlm, base, prompts, device, name } = await openModelAt(values.model, backendNamed(values.backend));

  const line = progressLine();
  const results: SuiteResult[] = [];
  const { blind } = values;
  for (const suite of names) {
    const progress = (done: number, of: number): void => line.show(`${suite}: ${done} of ${of} questions`);
    const asked = { domain, count, seed, maxNewTokens, prompts, blind, progress };
    results.push(await measureSuite(vlm, base, suite, asked));
  }
  line.end();

  const averages = { macro: macro(results), micro: micro(results) };
  if (values.json) {
    const suites = Object.fromEntries(results.map(({ suite, ...result }) => [suite, result]));
    const { backend, adapter } = device;
    process.stdout.write(
      `${JSON.stringify({ model: name, seed, domain: domainText(domain), backend, adapter, suites, ...averages })}\n`,
    );
  } else process.stdout.write(table(results, averages));
  return 0;
}

const percent = (share: number | null): string =>
  (share === null ? '–' : (100 * share).toFixed(1)).padStart(8);

function table(
  results: readonly SuiteResult[],
  averages: { readonly macro: number | null; readonly micro: number | null },
): string {
  const rows = results.map((it) => {
    const interval = `${(100 * it.ci95[0]).toFixed(1)} to ${(100 * it.ci95[1]).toFixed(1)}`;
    const counts = `${it.suite.padEnd(20)}${String(it.n).padStart(6)}${String(it.correct).padStart(9)}`;
    return `${counts}${percent(it.accuracy)}   ${interval.padEnd(14)}${percent(it.majorityAt8)}${percent(it.anyOf8 ?? null)}${percent(it.baseline)}${percent(it.formBaseline)}${percent(it.chance)}${percent(it.blind)}\n${sets(it)}`;
  });
  const head = `${'suite'.padEnd(20)}${'n'.padStart(6)}${'correct'.padStart(9)}${'%'.padStart(8)}   ${'95 %'.padEnd(14)}${'maj@8'.padStart(8)}${'any@8'.padStart(8)}${'baseline'.padStart(9)}${'form'.padStart(7)}${'chance'.padStart(8)}${'blind'.padStart(8)}\n`;
  return `${head}${rows.join('')}macro${percent(averages.macro)}   micro${percent(averages.micro)}\n`;
}

/** A line for each way in which the questions of a suite belong together. */
function sets({ pairs, figures, versions = {} }: SuiteResult): string {
  const named = {
    ...(pairs && { 'per pair': pairs }),
    ...(figures && { 'per figure': figures }),
    ...versions,
  };
  return Object.entries(named)
    .map(
      ([name, { n, correct, accuracy }]) =>
        `${`  ${name}`.padEnd(20)}${String(n).padStart(6)}${String(correct).padStart(9)}${percent(accuracy)}\n`,
    )
    .join('');
}
