/** Threads of a workgroup that reduces together. */
export const threads = 64;

/**
 * `total` and `highest` over the threads of a workgroup, in all of them. Every thread calls them, so nothing may
 * return before. Each thread reads what all have written: two barriers, where a tree would take fourteen, which costs a
 * software adapter far more than the reads.
 */
export const reduceWgsl = /* wgsl */ `
var<workgroup> shared_values : array<f32, ${threads}>;

fn total(value : f32) -> f32 {
  shared_values[localIndex] = value;
  workgroupBarrier();
  var sum = 0.0;
  for (var i = 0; i < ${threads}; i++) { sum += shared_values[i]; }
  workgroupBarrier();
  return sum;
}

fn highest(value : f32) -> f32 {
  shared_values[localIndex] = value;
  workgroupBarrier();
  var found = shared_values[0];
  for (var i = 1; i < ${threads}; i++) { found = max(found, shared_values[i]); }
  workgroupBarrier();
  return found;
}
`;
