/** Asks the visitor for files; nothing comes where they think better of it. */
export function pickFiles(accept: string, multiple: boolean): Promise<readonly File[]> {
  const input = document.createElement('input');
  Object.assign(input, { type: 'file', accept, multiple });
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}

/** Asks the visitor for a folder, and gives every file in it. */
export function pickFolder(): Promise<readonly File[]> {
  const input = document.createElement('input');
  Object.assign(input, { type: 'file', webkitdirectory: true });
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}
