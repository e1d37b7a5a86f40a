/** A list as an address writes it: names apart by commas, without escapes for what needs none. */
export const listText = (names: readonly string[]): string =>
  names.map((name) => encodeURIComponent(name).replaceAll('%2F', '/')).join(',');

/** The names of `listText`, each once; nothing for null. */
export const listOf = (text: string | null): readonly string[] => [
  ...new Set((text ?? '').split(',').filter((name) => name !== '')),
];
