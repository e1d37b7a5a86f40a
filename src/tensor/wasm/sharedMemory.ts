/** The most pages (of 64 KB) that 32-bit addresses reach; only those in use take memory. */
export const mostPages = 65_536;

/** Sections of the binary format (WebAssembly core specification 2.0, section 5.5). */
const importSection = 2;
const memorySection = 5;

/**
 * A module that owns its memory, rewritten to import it as `env.memory`, shared between threads. The backend's
 * single-threaded build then computes as before, and threads of ours can work on its tensors; its threaded build would
 * bring workers that run the source text of one of its functions, which a bundler's renaming breaks.
 *
 * Null where the binary defines no memory of its own.
 */
export function importingSharedMemory(
  binary: Uint8Array,
): { readonly bytes: Uint8Array<ArrayBuffer>; readonly pages: number } | null {
  const sections = sectionsOf(binary);
  const defined = sections.find(({ id }) => id === memorySection);
  if (defined === undefined) return null;
  // One memory: its count, flags, and the pages it starts with.
  const [, afterCount] = number(binary, defined.start);
  const [pages] = number(binary, afterCount + 1);
  const memory = [...name('env'), ...name('memory'), 2, 3, ...unsigned(pages), ...unsigned(mostPages)];
  const parts: Uint8Array[] = [binary.subarray(0, 8)];
  for (const { id, from, start, end } of sections) {
    if (id === memorySection) continue;
    if (id !== importSection) {
      parts.push(binary.subarray(from, end));
      continue;
    }
    const [count, first] = number(binary, start);
    const head = unsigned(count + 1);
    const size = head.length + end - first + memory.length;
    parts.push(Uint8Array.from([importSection, ...unsigned(size), ...head]));
    parts.push(binary.subarray(first, end), Uint8Array.from(memory));
  }
  return { bytes: joined(parts), pages };
}

/** A memory that threads can share, or null where this machine or page has none. */
export function sharedMemory(pages: number): WebAssembly.Memory | null {
  if (typeof SharedArrayBuffer === 'undefined') return null;
  // A phone may not have four gigabytes of addresses in one piece.
  for (const maximum of [mostPages, mostPages / 2, mostPages / 4]) {
    try {
      return new WebAssembly.Memory({ initial: pages, maximum, shared: true });
    } catch {
      // Less, then.
    }
  }
  return null;
}

interface Section {
  readonly id: number;
  readonly from: number;
  readonly start: number;
  readonly end: number;
}

function sectionsOf(binary: Uint8Array): Section[] {
  const sections: Section[] = [];
  for (let at = 8; at < binary.length;) {
    const [size, start] = number(binary, at + 1);
    sections.push({ id: binary[at]!, from: at, start, end: start + size });
    at = start + size;
  }
  return sections;
}

/** A number at a place, and the place after it. */
function number(binary: Uint8Array, at: number): [value: number, next: number] {
  let value = 0;
  let next = at;
  for (let shift = 0; ; shift += 7) {
    const byte = binary[next++]!;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return [value >>> 0, next];
  }
}

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}

function name(text: string): number[] {
  return [...unsigned(text.length), ...new TextEncoder().encode(text)];
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
