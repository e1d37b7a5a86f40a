import { LETTERS } from './lexicon.ts';
import { factsOf, type Fact, type Program } from './program.ts';
import { type Slot, SLOTS, slotsOf } from './slots.ts';

/** Puts a program into words; `readQuestion` in reading.ts reads it back. */
export function question({ op, args, given = [], options }: Program): string {
  const asked = filled(factsOf(op).template, args);
  return [...given.map(stated), asked, ...(options === undefined ? [] : [choices(options)])].join(' ');
}

function filled(template: string, args: readonly string[]): string {
  let text = template;
  for (const [place, name] of slotsOf(template).entries()) {
    const slot: Slot = SLOTS[name];
    text = text.replace(`{${name}}`, slot.put(args[place] ?? ''));
  }
  return text;
}

function stated({ op, args, answer }: Fact): string {
  return filled(factsOf(op).fact ?? '', args).replace('{answer}', answer);
}

function choices(options: readonly string[]): string {
  return options.map((option, place) => `${LETTERS[place]} ${option}`).join(' ');
}
