/** One line on standard error that is written over while it grows; in a log file each state is a line of its own. */
export interface Progress {
  show(text: string): void;
  /** Ends the line, so that what follows begins a new one. */
  end(): void;
}

export function progressLine(stream: NodeJS.WriteStream = process.stderr): Progress {
  let shown = '';
  return {
    show(text) {
      if (text === shown) return;
      if (stream.isTTY) stream.write(`\r\u001B[K${text.slice(0, stream.columns - 1)}`);
      else stream.write(`${text}\n`);
      shown = text;
    },
    end() {
      if (stream.isTTY && shown !== '') stream.write('\n');
      shown = '';
    },
  };
}
