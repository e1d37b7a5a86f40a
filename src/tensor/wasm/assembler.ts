/**
 * A small assembler for WebAssembly with SIMD: enough to write a kernel as TypeScript that runs once, at load, with
 * loops over lanes and registers unrolled by TypeScript's own loops. Numbers are from the WebAssembly core
 * specification 2.0, section 5 (binary format).
 */

import { mostPages } from './sharedMemory.ts';

export type ValueType = 'i32' | 'f32' | 'v128';

const typeCode: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };

/** Code that leaves one value on the stack. */
export class Value<T extends ValueType> {
  readonly type: T;
  readonly code: readonly number[];

  constructor(type: T, code: readonly number[]) {
    this.type = type;
    this.code = code;
  }
}

/** A variable of a function; as a value, it is read. */
export class Local<T extends ValueType> extends Value<T> {
  readonly index: number;

  constructor(type: T, index: number) {
    super(type, [0x20, ...unsigned(index)]);
    this.index = index;
  }
}

export type I32 = Value<'i32'>;
export type F32 = Value<'f32'>;
export type V128 = Value<'v128'>;

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>>= 7;
  } while (rest !== 0);
  return bytes;
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const byte = rest & 0x7f;
    rest >>= 7;
    const last = (rest === 0 && (byte & 0x40) === 0) || (rest === -1 && (byte & 0x40) !== 0);
    bytes.push(last ? byte : byte | 0x80);
    if (last) return bytes;
  }
}

function float(value: number): number[] {
  return [...new Uint8Array(Float32Array.of(value).buffer)];
}

function op<T extends ValueType>(
  type: T,
  code: readonly number[],
  ...operands: readonly Value<ValueType>[]
): Value<T> {
  return new Value(type, [...operands.flatMap((operand) => operand.code), ...code]);
}

function simd(code: number): number[] {
  return [0xfd, ...unsigned(code)];
}

type Numeric = I32 | number;
const asI32 = (value: Numeric): I32 => (typeof value === 'number' ? i32.of(value) : value);

/** 32-bit integers; addresses are bytes. */
export const i32 = {
  of: (value: number): I32 => op('i32', [0x41, ...signed(value)]),
  add: (a: Numeric, b: Numeric): I32 => op('i32', [0x6a], asI32(a), asI32(b)),
  sub: (a: Numeric, b: Numeric): I32 => op('i32', [0x6b], asI32(a), asI32(b)),
  mul: (a: Numeric, b: Numeric): I32 => op('i32', [0x6c], asI32(a), asI32(b)),
  div: (a: Numeric, b: Numeric): I32 => op('i32', [0x6d], asI32(a), asI32(b)),
  remainder: (a: Numeric, b: Numeric): I32 => op('i32', [0x6f], asI32(a), asI32(b)),
  equal: (a: Numeric, b: Numeric): I32 => op('i32', [0x46], asI32(a), asI32(b)),
  notEqual: (a: Numeric, b: Numeric): I32 => op('i32', [0x47], asI32(a), asI32(b)),
  or: (a: Numeric, b: Numeric): I32 => op('i32', [0x72], asI32(a), asI32(b)),
  and: (a: Numeric, b: Numeric): I32 => op('i32', [0x71], asI32(a), asI32(b)),
  lessThan: (a: Numeric, b: Numeric): I32 => op('i32', [0x48], asI32(a), asI32(b)),
  /** without sign, as addresses beyond two gigabytes have none */
  atLeast: (a: Numeric, b: Numeric): I32 => op('i32', [0x4f], asI32(a), asI32(b)),
  load: (address: I32): I32 => op('i32', [0x28, 2, 0], address),
  /** `a` where the condition is not zero, else `b`; both are computed */
  select: (condition: I32, a: Numeric, b: Numeric): I32 => op('i32', [0x1b], asI32(a), asI32(b), condition),
};

export const f32 = {
  of: (value: number): F32 => op('f32', [0x43, ...float(value)]),
  from: (a: I32): F32 => op('f32', [0xb2], a),
  add: (a: F32, b: F32): F32 => op('f32', [0x92], a, b),
  div: (a: F32, b: F32): F32 => op('f32', [0x95], a, b),
  sqrt: (a: F32): F32 => op('f32', [0x91], a),
  load: (address: I32, offset = 0): F32 => op('f32', [0x2a, 2, ...unsigned(offset)], address),
  lane: (vector: V128, lane: number): F32 => op('f32', [...simd(0x1f), lane], vector),
};

/** Four floats side by side. Addresses need no alignment. */
export const f32x4 = {
  of: (value: number): V128 => op('v128', [...simd(0x0c), ...float(value), ...float(value), ...float(value), ...float(value)]), // prettier-ignore
  splat: (a: F32): V128 => op('v128', simd(0x13), a),
  load: (address: I32, offset = 0): V128 => op('v128', [...simd(0x00), 2, ...unsigned(offset)], address),
  /** one float from memory in all four lanes */
  loadSplat: (address: I32, offset = 0): V128 => op('v128', [...simd(0x09), 2, ...unsigned(offset)], address),
  add: (a: V128, b: V128): V128 => op('v128', simd(0xe4), a, b),
  sub: (a: V128, b: V128): V128 => op('v128', simd(0xe5), a, b),
  mul: (a: V128, b: V128): V128 => op('v128', simd(0xe6), a, b),
  div: (a: V128, b: V128): V128 => op('v128', simd(0xe7), a, b),
  sqrt: (a: V128): V128 => op('v128', simd(0xe3), a),
  min: (a: V128, b: V128): V128 => op('v128', simd(0xe8), a, b),
  max: (a: V128, b: V128): V128 => op('v128', simd(0xe9), a, b),
  nearest: (a: V128): V128 => op('v128', simd(0x6a), a),
  /** lanes of `a` (0 to 3) and `b` (4 to 7) in a new order */
  shuffle: (a: V128, b: V128, lanes: readonly [number, number, number, number]): V128 =>
    op(
      'v128',
      [...simd(0x0d), ...lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte))],
      a,
      b,
    ),
  /** 2 to the power of whole numbers between -126 and 127 */
  powerOfTwo: (a: V128): V128 => {
    const exponent = op('v128', simd(0xae), op('v128', simd(0xf8), a), op('v128', simd(0x11), i32.of(127)));
    return op('v128', simd(0xab), exponent, i32.of(23));
  },
};

/** A function under construction: parameters first, then statements, which its methods append. */
export class FunctionBuilder {
  readonly #relaxed: boolean;
  readonly #parameters: ValueType[] = [];
  readonly #locals: ValueType[] = [];
  readonly #code: number[] = [];

  constructor(relaxed: boolean) {
    this.#relaxed = relaxed;
  }

  /** `a * b + c`, rounded once where the machine can and twice elsewhere. */
  multiplyAdd(a: V128, b: V128, c: V128): V128 {
    return this.#relaxed ? op('v128', simd(0x105), a, b, c) : f32x4.add(f32x4.mul(a, b), c);
  }

  /** The next parameter; all of them come before any variable. */
  parameter<T extends ValueType>(type: T): Local<T> {
    if (this.#locals.length > 0) throw new Error('Parameters come before variables.');
    this.#parameters.push(type);
    return new Local(type, this.#parameters.length - 1);
  }

  /** A new variable, zero at first. */
  local<T extends ValueType>(type: T): Local<T> {
    this.#locals.push(type);
    return new Local(type, this.#parameters.length + this.#locals.length - 1);
  }

  /** A new variable that holds a value. */
  keep<T extends ValueType>(value: Value<T>): Local<T> {
    const local = this.local(value.type);
    this.set(local, value);
    return local;
  }

  set<T extends ValueType>(local: Local<T>, value: Value<T>): void {
    this.#code.push(...value.code, 0x21, ...unsigned(local.index));
  }

  store(address: I32, value: V128 | F32, offset = 0): void {
    const code = value.type === 'f32' ? [0x38] : simd(0x0b);
    this.#code.push(...address.code, ...value.code, ...code, 2, ...unsigned(offset));
  }

  /** Runs `body` with a counter from `start` up to, not including, `end`. */
  loop(start: Numeric, end: Numeric, step: Numeric, body: (counter: Local<'i32'>) => void): void {
    const counter = this.keep(asI32(start));
    this.#code.push(0x02, 0x40, 0x03, 0x40, ...i32.atLeast(counter, end).code, 0x0d, 1);
    body(counter);
    this.set(counter, i32.add(counter, step));
    this.#code.push(0x0c, 0, 0x0b, 0x0b);
  }

  /** Calls another function of the module, whose parameters these are. */
  call(target: FunctionIndex, ...values: readonly Value<ValueType>[]): void {
    this.#code.push(...values.flatMap((value) => value.code), 0x10, ...unsigned(target.index));
  }

  when(condition: I32, body: () => void): void {
    this.#code.push(...condition.code, 0x04, 0x40);
    body();
    this.#code.push(0x0b);
  }

  /** @internal parameters, and code with its variables */
  finish(): { readonly parameters: readonly ValueType[]; readonly body: readonly number[] } {
    const locals = this.#locals.flatMap((type) => [1, typeCode[type]]);
    const body = [...unsigned(this.#locals.length), ...locals, ...this.#code, 0x0b];
    return { parameters: this.#parameters, body: [...unsigned(body.length), ...body] };
  }
}

/** A function that others of its module may call. */
export interface FunctionIndex {
  readonly index: number;
}

interface FunctionCode {
  /** null: not exported */
  readonly name: string | null;
  readonly parameters: readonly ValueType[];
  readonly body: readonly number[];
}

/** Functions that share one memory; they take numbers and return nothing. */
export class ModuleBuilder {
  readonly #relaxed: boolean;
  readonly #functions: FunctionCode[] = [];

  /** `relaxed` uses fused multiply-add, of the relaxed SIMD extension. */
  constructor(relaxed: boolean) {
    this.#relaxed = relaxed;
  }

  /** A function that is a kernel by its name. */
  function(name: string, write: (f: FunctionBuilder) => void): void {
    this.#add(name, write);
  }

  /**
   * A function that only the module's own call. V8 gives functions of more than some eight thousand values a simpler
   * allocation of registers, which halves the speed of an inner loop: loops that matter are functions of their own.
   */
  inner(write: (f: FunctionBuilder) => void): FunctionIndex {
    return this.#add(null, write);
  }

  #add(name: string | null, write: (f: FunctionBuilder) => void): FunctionIndex {
    const f = new FunctionBuilder(this.#relaxed);
    write(f);
    return { index: this.#functions.push({ name, ...f.finish() }) - 1 };
  }

  /** The binary, which imports its memory as `env.memory`; one that threads share says so, and how large it may be. */
  bytes(shared = false): Uint8Array<ArrayBuffer> {
    const limits = shared ? [3, 0, ...unsigned(mostPages)] : [0, 0];
    const types = this.#functions.map(({ parameters }) => [
      0x60,
      ...vector(parameters.map((type) => [typeCode[type]])),
      0,
    ]);
    const exported = this.#functions.flatMap(({ name }, i) =>
      name === null ? [] : [[...text(name), 0x00, ...unsigned(i)]],
    );
    return Uint8Array.from([
      ...magic,
      ...section(1, vector(types)),
      ...section(2, vector([[...text('env'), ...text('memory'), 0x02, ...limits]])),
      ...section(3, vector(types.map((_, i) => unsigned(i)))),
      ...section(7, vector(exported)),
      ...section(10, vector(this.#functions.map(({ body }) => body))),
    ]);
  }
}

const magic = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

function vector(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function text(value: string): number[] {
  return vector([...new TextEncoder().encode(value)].map((byte) => [byte]));
}
