import { type Fact, factsOf, type Operation, OPERATION_NAMES, type Program } from './program.ts';
import { type Slot, SLOTS, slotsOf } from './slots.ts';

/** One pattern per operation; the groups are its slots. */
interface Reader {
  readonly op: Operation;
  readonly pattern: RegExp;
  /** The words before the first slot: most patterns need not be tried. */
  readonly prefix: string;
  readonly slots: readonly Slot[];
}

const QUESTIONS = OPERATION_NAMES.map((op) => readerOf(op, factsOf(op).template));
const FACTS = OPERATION_NAMES.flatMap((op) => {
  const { fact } = factsOf(op);
  return fact === undefined ? [] : [readerOf(op, fact)];
});

function readerOf(op: Operation, template: string): Reader {
  const slots = slotsOf(template).map((name): Slot => SLOTS[name]);
  let place = 0;
  const pattern = template
    .replaceAll(/[.?]/g, String.raw`\$&`)
    .replaceAll(/\{[a-z]+\}/g, (slot) =>
      slot === '{answer}' ? String.raw`(\d{1,3})` : `(${slots[place++]!.pattern})`,
    );
  return { op, pattern: new RegExp(`^${pattern}$`), prefix: template.split('{')[0] ?? '', slots };
}

/** One to three words or a number each. */
const OPTIONS = /^A ([a-z ]+|\d[\d.]*) B ([a-z ]+|\d[\d.]*) C ([a-z ]+|\d[\d.]*) D ([a-z ]+|\d[\d.]*)$/;

/**
 * Reads a question back into its program; undefined when it is not a question of this world. The first letter may be
 * small, as easy-VQA writes.
 */
export function readQuestion(text: string): Program | undefined {
  const words = text.trim().replaceAll(/\s+/g, ' ');
  const end = words.indexOf('?');
  if (end < 0) return undefined;
  const sentences = words.slice(0, end + 1).split(/(?<=\.) /);
  const asked = sentences.pop() ?? '';
  const main = readWith(QUESTIONS, asked.charAt(0).toUpperCase() + asked.slice(1));
  if (main === undefined) return undefined;
  const given = sentences.map((sentence) => readWith(FACTS, sentence));
  const known = given.filter((fact) => fact !== undefined);
  if (known.length < given.length) return undefined;
  const rest = words.slice(end + 1).trim();
  const options = rest === '' ? undefined : OPTIONS.exec(rest)?.slice(1);
  if (rest !== '' && (options === undefined || factsOf(main.op).options === undefined)) return undefined;
  return {
    op: main.op,
    args: main.args,
    ...(known.length > 0 ? { given: known } : {}),
    ...(options === undefined ? {} : { options }),
  };
}

function readWith(readers: readonly Reader[], sentence: string): Fact | undefined {
  for (const { op, pattern, prefix, slots } of readers) {
    if (!sentence.startsWith(prefix)) continue;
    const found = pattern.exec(sentence);
    if (found === null) continue;
    const args = slots.map((slot, place) => slot.take(found[place + 1] ?? ''));
    const known = args.filter((word) => word !== undefined);
    if (known.length === args.length) return { op, args: known, answer: found[slots.length + 1] ?? '' };
  }
  return undefined;
}
