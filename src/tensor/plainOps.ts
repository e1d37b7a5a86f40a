let depth = 0;

/** Whether ops are to take their plain twins, made of TensorFlow.js' own ops, on whatever backend is in use. */
export function plainOps(): boolean {
  return depth > 0;
}

/**
 * Runs `run`, and what it awaits, on the plain twins of all ops that have one: the yardstick of our own kernels.
 * Whatever else runs meanwhile takes them too, so wait for it before other work begins.
 */
export function withPlainOps<T>(run: () => T): T {
  depth += 1;
  let result: T;
  try {
    result = run();
  } catch (error) {
    depth -= 1;
    throw error;
  }
  if (!(result instanceof Promise)) {
    depth -= 1;
    return result;
  }
  // The same promise goes back, so that its type stays; this branch of it only keeps count.
  const leave = (): void => {
    depth -= 1;
  };
  result.then(leave, leave);
  return result;
}
