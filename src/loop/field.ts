/** A configuration value with what a reader needs to change it. */
interface FieldBase<T> {
  readonly default: T;
  readonly label: string;
  readonly unit: string;
  /** One sentence: what it does and why the default is what it is. */
  readonly why: string;
  /** The paper's value in words; null where it is silent or has no such thing. */
  readonly paper: string | null;
  /** The official code's value in words; null where it has no such thing. */
  readonly code: string | null;
  /** The knobs of the Setup panel; the rest are under Advanced. */
  readonly basic?: boolean;
}

export interface NumberField extends FieldBase<number> {
  readonly kind: 'number';
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
}

export interface ChoiceField<V extends string = string> extends FieldBase<V> {
  readonly kind: 'choice';
  readonly values: readonly V[];
}

export interface SwitchField extends FieldBase<boolean> {
  readonly kind: 'switch';
}

export type Field = NumberField | ChoiceField | SwitchField;

/** The keys of a record as its type knows them. */
export const keysOf = <K extends string>(record: Readonly<Partial<Record<K, unknown>>>): K[] =>
  Object.keys(record).filter((key): key is K => Object.hasOwn(record, key));

type Stated<F extends Field> = Omit<F, 'kind' | 'integer'>;

export const integer = (field: Stated<NumberField>): NumberField => ({
  kind: 'number',
  integer: true,
  ...field,
});
export const real = (field: Stated<NumberField>): NumberField => ({
  kind: 'number',
  integer: false,
  ...field,
});
export const toggle = (field: Stated<SwitchField>): SwitchField => ({ kind: 'switch', ...field });
export const choice = <const V extends string>(field: Stated<ChoiceField<V>>): ChoiceField<V> => ({
  kind: 'choice',
  ...field,
});
