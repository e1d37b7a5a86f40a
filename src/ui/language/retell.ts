/**
 * The same tree with other texts. A text stays a text, a sentence with blanks keeps its blanks; a key that is missing
 * does not compile.
 */
export type Texts<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...given: infer Given) => infer Said
      ? (...given: Given) => Said extends string ? string : Texts<Said>
      : Texts<T[K]>;
};

type Table = Record<string, unknown>;

const isTable = (value: unknown): value is Table => typeof value === 'object' && value !== null;

/** What a table of texts said first, to be told again. */
export function copyOf<T>(table: T): T;
export function copyOf(table: unknown): unknown {
  if (!isTable(table)) return table;
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [key, copyOf(value)]));
}

/**
 * Writes texts over a table of texts, in place: whoever holds the table, or a part of it, reads the new ones from then
 * on. What the texts leave out stays.
 */
export function retell(table: object, texts: object): void {
  for (const [key, value] of Object.entries(texts)) {
    const old: unknown = Reflect.get(table, key);
    if (isTable(value) && isTable(old)) retell(old, value);
    else Reflect.set(table, key, value);
  }
}
