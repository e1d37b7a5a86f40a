import { type Kind, LETTERS, type Pair, plural, type Program } from './program.ts';

/** Puts a program into words; `readQuestion` in reading.ts reads it back. */
export function question(program: Program): string {
  switch (program.op) {
    case 'count':
      return `How many ${many(program.of)} are there?`;
    case 'exist':
      return `Is there ${program.of.colour === 'orange' ? 'an' : 'a'} ${one(program.of)}?`;
    case 'colour':
      return `What colour is the ${one(program.of)}? ${choices(program.options)}`;
    case 'shape':
      return `What shape is the ${one(program.of)}? ${choices(program.options)}`;
    case 'line':
      return `How many things are in the ${program.line}?`;
    case 'side':
      return `Is the ${one(program.pair.a)} ${program.side} the ${one(program.pair.b)}?`;
    case 'more':
      return `Are there more ${many(program.pair.a)} than ${many(program.pair.b)}?`;
    case 'sum':
      return `How many ${both(program.pair)} are there in all?`;
    case 'difference':
      return `By how many do ${both(program.pair)} differ?`;
    case 'share':
      return `What percentage of the things are ${program.of.colour ?? many(program.of)}?`;
    case 'bar':
      return `How tall is the ${program.colour} bar?`;
    case 'taller':
      return `Is the ${program.a} bar taller than the ${program.b} bar?`;
    case 'bar sum':
      return `How tall are the ${program.a} and ${program.b} bars together?`;
    case 'bar difference':
      return `By how much do the ${program.a} and ${program.b} bars differ?`;
    case 'extreme':
      return `Which bar is the ${program.end}? ${choices(program.options)}`;
    case 'mean':
      break;
  }
  return 'What is the mean height of the bars?';
}

function one(kind: Kind): string {
  return [kind.colour, kind.shape ?? 'thing'].filter((word) => word !== undefined).join(' ');
}

function many(kind: Kind): string {
  const noun = kind.shape === undefined ? 'things' : plural(kind.shape);
  return kind.colour === undefined ? noun : `${kind.colour} ${noun}`;
}

/** `red and blue things`, `circles and squares`. */
function both({ a, b }: Pair): string {
  return a.shape === undefined ? `${a.colour} and ${b.colour} things` : `${many(a)} and ${many(b)}`;
}

function choices(options: readonly string[]): string {
  return options.map((option, place) => `${LETTERS[place]} ${option}`).join(' ');
}
