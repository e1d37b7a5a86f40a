/** Threads of a workgroup that reduces together. */
export const threads = 64;

/**
 * `total` and `highest` over the threads of a workgroup, in all of them. Every thread calls them, so nothing may
 * return before.
 */
export const reduceWgsl = /* wgsl */ `
var<workgroup> shared_values : array<f32, ${threads}>;

fn total(value : f32) -> f32 {
  shared_values[localIndex] = value;
  workgroupBarrier();
  for (var stride = ${threads / 2}u; stride > 0u; stride >>= 1u) {
    if (localIndex < stride) { shared_values[localIndex] += shared_values[localIndex + stride]; }
    workgroupBarrier();
  }
  let sum = shared_values[0];
  workgroupBarrier();
  return sum;
}

fn highest(value : f32) -> f32 {
  shared_values[localIndex] = value;
  workgroupBarrier();
  for (var stride = ${threads / 2}u; stride > 0u; stride >>= 1u) {
    if (localIndex < stride) {
      shared_values[localIndex] = max(shared_values[localIndex], shared_values[localIndex + stride]);
    }
    workgroupBarrier();
  }
  let found = shared_values[0];
  workgroupBarrier();
  return found;
}
`;
