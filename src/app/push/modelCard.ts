import type { MetricKey } from '../../loop/metrics.ts';
import type { Role, RunHeader } from '../../loop/events.ts';
import { differenceFromPreset } from '../../loop/presets.ts';
import { knownModels } from '../../model/smolvlm.ts';
import type { Series } from '../../charts/series.ts';
import { refFrom } from '../models/modelRef.ts';
import type { RunLines } from '../runs/libraryCalls.ts';

/** What a card says beside the run. */
export interface CardFacts {
  readonly role: Role;
  /** `OWNER/NAME` of the repository that it is for */
  readonly repo: string;
  /** what the folder holds */
  readonly form: 'adapter' | 'checkpoint';
  /** `OWNER/NAME` of the base; null where it is on no hub */
  readonly base: string | null;
}

const bars = '▁▂▃▄▅▆▇█';
const widest = 32;
/** The lines that say most about a run of self-play, in this order. */
const told: readonly MetricKey[] = [
  'heldout/accuracy',
  'silver/precision',
  'questioner/reward',
  'questioner/valid',
  'vote/confidence',
  'silver/kept',
  'reasoner/accuracy',
  'kl',
  'entropy',
];

const rounded = (value: number): string => String(Number(value.toPrecision(3)));
const share = (value: number): string => `${(100 * value).toFixed(1)} %`;
/** Nothing of a run can end a table or a code block of the card. */
const cell = (text: string): string => text.replace(/[|`\n\r<>]/g, ' ').slice(0, 200);

/** A line as text, lowest to highest. */
export function sparkline(values: readonly number[]): string {
  const size = Math.min(widest, values.length);
  const drawn = Array.from({ length: size }, (_, at) => {
    const from = Math.floor((at * values.length) / size);
    const to = Math.max(from + 1, Math.floor(((at + 1) * values.length) / size));
    const part = values.slice(from, to);
    return part.reduce((a, b) => a + b, 0) / part.length;
  });
  const [low, high] = [Math.min(...drawn), Math.max(...drawn)];
  return drawn
    .map((value) => bars[high === low ? 3 : Math.round(((value - low) / (high - low)) * (bars.length - 1))])
    .join('');
}

/**
 * The README of a pushed model, in English whatever the page speaks: its base, what it learned from, how, what came of it,
 * and how Python loads it. It names no picture.
 */
export function modelCard(lines: RunLines, facts: CardFacts): string {
  const { header, evaluations, seconds, tick, tokens } = lines;
  if (header === null) throw new Error('A run without a beginning has no card.');
  const { config, preset, pictures, device, model, start, version, startedAt } = header;
  const { role, repo, form, base } = facts;
  const licence = licenceOf(model, base);
  const difference = differenceFromPreset(preset, config);
  const front = [
    '---',
    ...(base === null ? [] : [`base_model: ${base}`]),
    ...(licence === undefined ? [] : [`license: ${licence}`]),
    `library_name: ${form === 'adapter' ? 'peft' : 'transformers'}`,
    'pipeline_tag: image-text-to-text',
    'tags:',
    ...['visplay', 'self-play', 'grpo', ...(form === 'adapter' ? ['lora'] : [])].map((tag) => `  - ${tag}`),
    '---',
  ];
  const about = [
    ['Base', base ?? cell(model.name)],
    ['Parameters of the base', model.parameters.toLocaleString('en')],
    ...(start === undefined
      ? []
      : [['Went on from', `the adapter ${cell(start.adapter)} of rank ${start.rank}`] as const]),
    ['Role', role],
    ['Recipe', preset],
    ['Rounds', config['run.rounds']],
    ['Steps', tick],
    ['Seed', config['run.seed']],
    ['Tokens sampled', tokens.toLocaleString('en')],
    ['Time', `${Math.round(seconds / 60)} min`],
    ['Device', `${cell(device.adapter)} (${device.backend})`],
    ['Begun', startedAt.slice(0, 10)],
    ['VisPlay Playground', version],
  ] as const;
  return [
    ...front,
    '',
    `# ${repo.split('/').at(-1)}`,
    '',
    `The ${role} of a run of visual self-play (VisPlay, arXiv 2511.15661): a vision-language model that asks itself questions about pictures nobody labelled, answers each several times, takes the majority as the answer, and learns from the vote with GRPO. It was trained in a web page, by VisPlay Playground.`,
    '',
    ...table(['', ''], about),
    '',
    '## Data',
    '',
    `${pictures.length} pictures without labels, chosen by the one who ran it. They stayed on that machine and are not part of this repository. Questions and answers are the model's own; gold answers were used for measuring alone${config['reasoner.labels'] === 'silver' ? '' : `, except that the reasoner's labels were "${config['reasoner.labels']}", a control`}.`,
    '',
    '## Results',
    '',
    ...(evaluations.length === 0
      ? ['The run was not evaluated.']
      : table(
          ['Weights', 'Suite', 'n', 'Accuracy', '95 % interval', 'Most frequent answer'],
          evaluations.map(({ weights, result: { suite, n, accuracy, ci95, baseline } }) => [
            cell(weights),
            cell(suite),
            n,
            share(accuracy),
            `${share(ci95[0])} to ${share(ci95[1])}`,
            share(baseline),
          ]),
        )),
    '',
    '## Curves',
    '',
    ...curves(lines.series),
    '',
    ...alarms(lines),
    '## Settings',
    '',
    Object.keys(difference).length === 0
      ? `All settings are those of the recipe \`${cell(preset)}\`.`
      : `Against the recipe \`${cell(preset)}\`:`,
    '',
    ...Object.entries(difference).map(([key, value]) => `- \`${key}\`: ${String(value)}`),
    '',
    '<details><summary>All settings</summary>',
    '',
    '```json',
    JSON.stringify(config, null, 2),
    '```',
    '',
    '</details>',
    '',
    '## Use',
    '',
    ...snippet(facts),
    '',
  ].join('\n');
}

/** What is needed to repeat a run, for whoever may read the repository: where a model lies is told of a hub alone. */
export function settingsOf({ preset, model: { link, ...model }, version, config }: RunHeader): object {
  const hub = link !== undefined && refFrom(link).kind === 'hub';
  return { preset, model: hub ? { ...model, link } : model, version, config };
}

/** What is known of it: a folder or an address may hold anything. */
function licenceOf({ name, link }: RunHeader['model'], base: string | null): string | undefined {
  if (base === null) return name === 'nano' && link === undefined ? 'apache-2.0' : undefined;
  return knownModels.find(({ id }) => id === base)?.licence.toLowerCase();
}

type Cell = string | number;

function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
  const line = (cells: readonly Cell[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

function curves(series: RunLines['series']): string[] {
  const all: readonly Series[] = Object.values(series);
  const shown = told.flatMap((key) =>
    all.filter(({ metric, points }) => metric === key && points.length > 1),
  );
  if (shown.length === 0) return ['The run was too short for a curve.'];
  return table(
    ['Metric', 'Of', 'First', 'Course', 'Last'],
    shown.map(({ metric, role, suite, points }) => {
      const values = points.map(({ value }) => value);
      return [
        `\`${metric}\``,
        suite ?? role ?? 'round',
        rounded(values[0]!),
        sparkline(values),
        rounded(values.at(-1)!),
      ];
    }),
  );
}

/** What the run itself found worth a warning belongs on the card. */
function alarms({ alerts }: RunLines): string[] {
  const said = [...new Set(alerts.map(({ fault }) => cell(fault.said)))];
  return said.length === 0 ? [] : ['## Limits', '', ...said.map((sentence) => `- ${sentence}`), ''];
}

function snippet({ form, repo, base }: CardFacts): string[] {
  const load =
    form === 'adapter'
      ? [
          'from peft import PeftModel',
          'from transformers import AutoModelForImageTextToText, AutoProcessor',
          '',
          `base = "${base ?? 'PATH OF THE BASE'}"`,
          'model = AutoModelForImageTextToText.from_pretrained(base)',
          `model = PeftModel.from_pretrained(model, "${repo}")`,
          'processor = AutoProcessor.from_pretrained(base)',
        ]
      : [
          'from transformers import AutoModelForImageTextToText, AutoProcessor',
          '',
          `model = AutoModelForImageTextToText.from_pretrained("${repo}")`,
          `processor = AutoProcessor.from_pretrained("${repo}")`,
        ];
  return ['```python', ...load, '```'];
}
