interface Wanted {
  /** As `<input accept>` takes it. */
  readonly accept?: string;
  readonly multiple?: boolean;
  /** A folder with all it holds, instead of files. */
  readonly folder?: boolean;
}

/** Asks the visitor for files; nothing comes where they think better of it. */
export function pickFiles({
  accept = '',
  multiple = false,
  folder = false,
}: Wanted): Promise<readonly File[]> {
  const input = document.createElement('input');
  Object.assign(input, { type: 'file', accept, multiple, webkitdirectory: folder });
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}
