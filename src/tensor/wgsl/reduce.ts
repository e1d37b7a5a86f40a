import { hasExtension, type Extension } from '../program.ts';

/** Threads of a workgroup that reduces together, where nothing speaks for another number. */
export const threads = 64;

/** WGSL that reduces over a workgroup, and what it needs. */
export interface Reduction {
  readonly extensions: readonly Extension[];
  readonly declarations: string;
}

/** `subgroups` where kernels on the device in use may exchange numbers within subgroups. */
export function subgroupExtension(): readonly Extension[] {
  return hasExtension('subgroups') ? ['subgroups'] : [];
}

/**
 * `total`, `highest`, and `winner` (the id of the largest value, of equals the lowest) over the `count` threads of a
 * workgroup, in all of them. Every thread calls them, so nothing may return before. The order of sums is fixed.
 */
export function reduction(count = threads): Reduction {
  const extensions = subgroupExtension();
  const memory = /* wgsl */ `
var<workgroup> shared_values : array<f32, ${count}>;
var<workgroup> shared_ids : array<i32, ${count}>;
fn is_better(value : f32, id : i32, than : f32, than_id : i32) -> bool {
  return value > than || (value == than && id < than_id);
}`;
  return { extensions, declarations: memory + (extensions.length > 0 ? bySubgroups(count) : inSteps(count)) };
}

/**
 * How the threads of a subgroup share the numbers of a workgroup array: from the place of a thread among them on, by as
 * many as they are. Both are counted, so any size serves, as do workgroups that fill no subgroup; and every subgroup
 * goes through all the numbers, so it does not matter which threads are its own.
 */
const sharedOut = /* wgsl */ `
fn subgroup_lanes() -> u32 { return subgroupAdd(1u); }
fn subgroup_lane() -> u32 { return subgroupExclusiveAdd(1u); }`;

const bySubgroups = (count: number): string => /* wgsl */ `${sharedOut}
fn total(value : f32) -> f32 {
  shared_values[localIndex] = value;
  workgroupBarrier();
  let lanes = subgroup_lanes();
  var sum = 0.0;
  for (var i = subgroup_lane(); i < ${count}u; i += lanes) { sum += shared_values[i]; }
  sum = subgroupAdd(sum);
  workgroupBarrier();
  return sum;
}

fn highest(value : f32) -> f32 {
  shared_values[localIndex] = value;
  workgroupBarrier();
  let lanes = subgroup_lanes();
  var found = value;
  for (var i = subgroup_lane(); i < ${count}u; i += lanes) { found = max(found, shared_values[i]); }
  found = subgroupMax(found);
  workgroupBarrier();
  return found;
}

fn winner(value : f32, id : i32) -> i32 {
  shared_values[localIndex] = value;
  shared_ids[localIndex] = id;
  workgroupBarrier();
  let lanes = subgroup_lanes();
  var high = value;
  var best = id;
  for (var i = subgroup_lane(); i < ${count}u; i += lanes) {
    if (is_better(shared_values[i], shared_ids[i], high, best)) {
      high = shared_values[i];
      best = shared_ids[i];
    }
  }
  let largest = subgroupMax(high);
  best = subgroupMin(select(0x7fffffff, best, high == largest));
  workgroupBarrier();
  return best;
}
`;

/** Threads that take a stretch each before all of them go through what those found. */
const stretches = 16;

/**
 * Two steps, or one of few threads: a tree would take more barriers, which cost a software adapter far more than reads.
 */
const inSteps = (count: number): string => {
  const stretch = count > threads ? count / stretches : 1;
  const kept = count / stretch;
  const first = (start: string, merge: string, store: string): string =>
    stretch === 1
      ? ''
      : /* wgsl */ `
  if (localIndex < ${stretches}u) {
    ${start}
    for (var i = localIndex * ${stretch}u + 1u; i < (localIndex + 1u) * ${stretch}u; i++) { ${merge} }
  }
  workgroupBarrier();
  if (localIndex < ${stretches}u) { ${store} }
  workgroupBarrier();`;
  const reduce = (name: string, merge: (x: string) => string): string => /* wgsl */ `
fn ${name}(value : f32) -> f32 {
  var found = value;
  shared_values[localIndex] = value;
  workgroupBarrier();
  ${first(`found = shared_values[localIndex * ${stretch}u];`, `found = ${merge('shared_values[i]')};`, 'shared_values[localIndex] = found;')}
  found = shared_values[0];
  for (var i = 1; i < ${kept}; i++) { found = ${merge('shared_values[i]')}; }
  workgroupBarrier();
  return found;
}`;
  const better =
    'if (is_better(shared_values[i], shared_ids[i], high, best)) { high = shared_values[i]; best = shared_ids[i]; }';
  return /* wgsl */ `
${reduce('total', (x) => `found + ${x}`)}
${reduce('highest', (x) => `max(found, ${x})`)}
fn winner(value : f32, id : i32) -> i32 {
  var high = value;
  var best = id;
  shared_values[localIndex] = value;
  shared_ids[localIndex] = id;
  workgroupBarrier();
  ${first(
    `high = shared_values[localIndex * ${stretch}u]; best = shared_ids[localIndex * ${stretch}u];`,
    better,
    'shared_values[localIndex] = high; shared_ids[localIndex] = best;',
  )}
  high = shared_values[0];
  best = shared_ids[0];
  for (var i = 1; i < ${kept}; i++) { ${better} }
  workgroupBarrier();
  return best;
}
`;
};

/** `largest_in(base)`: the largest of `count` numbers of the workgroup array `array` from `base` on, in all threads. */
export const largestBySubgroups = (array: string, count: number): string => /* wgsl */ `${sharedOut}
fn largest_in(base : u32) -> f32 {
  let lanes = subgroup_lanes();
  var found = ${array}[base];
  for (var i = subgroup_lane(); i < ${count}u; i += lanes) { found = max(found, ${array}[base + i]); }
  return subgroupMax(found);
}
`;
