import { answered, added, illPosed, type Outcome } from './outcome.ts';
import { stepsBetween } from './path.ts';
import { asks, type Operation, type OperationOf } from './program.ts';
import type { Node, Scene, SceneOf } from './scene.ts';

type Diagram = Exclude<Scene, { kind: 'things' | 'panel' }>;

export function runOnDiagram(op: Operation, args: readonly string[], scene: Diagram): Outcome {
  switch (scene.kind) {
    case 'clock':
      return asks(op, scene.kind) ? runOnClock(op, Number(args[0]), scene) : illPosed('modality');
    case 'angle':
      return asks(op, scene.kind) ? runOnAngle(op, Number(args[0]), scene) : illPosed('modality');
    case 'dots':
      return asks(op, scene.kind) ? runOnDots(op, scene) : illPosed('modality');
    case 'rectangle':
      return asks(op, scene.kind) ? runOnRectangle(op, scene) : illPosed('modality');
    case 'sum':
      return asks(op, scene.kind) ? missing(scene) : illPosed('modality');
    case 'path':
      return asks(op, scene.kind) ? runOnPath(op, scene) : illPosed('modality');
    default:
      return scene satisfies never;
  }
}

function runOnClock(op: OperationOf<'clock'>, hours: number, { hour, quarter }: SceneOf<'clock'>): Outcome {
  if (op === 'hour') return answered(hour);
  if (op === 'minute') return answered(15 * quarter);
  const [sum, rest] = [hour + hours, hour - hours];
  if (op === 'later') {
    const steps = `${hour}+${hours}=${sum}`;
    return sum > 12 ? answered(sum - 12, `${steps}-12=${sum - 12}`) : answered(sum, steps);
  }
  // Below one the clock goes round: twelve is added first.
  return rest < 1
    ? answered(rest + 12, `${hour}+12=${hour + 12}-${hours}=${rest + 12}`)
    : answered(rest, `${hour}-${hours}=${rest}`);
}

function runOnAngle(op: OperationOf<'angle'>, bound: number, { degrees }: SceneOf<'angle'>): Outcome {
  if (op === 'degrees') return answered(degrees);
  if (op === 'supplement') return answered(180 - degrees, `180-${degrees}=${180 - degrees}`);
  return degrees === bound ? illPosed('ambiguous') : answered(degrees > bound);
}

function runOnDots(op: OperationOf<'dots'>, { dots }: SceneOf<'dots'>): Outcome {
  if (op === 'quantity') return answered(dots.length);
  const left = dots.filter((dot) => dot.left).length;
  return 2 * left === dots.length ? illPosed('ambiguous') : answered(2 * left > dots.length);
}

function runOnRectangle(op: OperationOf<'rectangle'>, { width, height }: SceneOf<'rectangle'>): Outcome {
  if (op === 'width') return answered(width);
  if (op === 'height') return answered(height);
  if (op === 'area') return answered(width * height, `${width}*${height}=${width * height}`);
  const half = width + height;
  return answered(2 * half, `${width}+${height}=${half}*2=${2 * half}`);
}

function missing({ form, numbers, missing: place }: SceneOf<'sum'>): Outcome {
  const [a = 0, b = 0, c = 0] = numbers;
  const value = numbers[place]!;
  if (form === 'row') {
    const step = b - a;
    // From the neighbour before it; the first one from the neighbour after it.
    const [from, by] = place === 0 ? [b, -step] : [numbers[place - 1]!, step];
    return answered(value, `${from}${by < 0 ? '-' : '+'}${Math.abs(by)}=${value}`);
  }
  if (place === 2) return answered(value, `${a}${form}${b}=${value}`);
  if (form === '+') return answered(value, `${c}-${place === 0 ? b : a}=${value}`);
  return answered(value, place === 0 ? `${c}+${b}=${value}` : `${a}-${c}=${value}`);
}

function runOnPath(op: OperationOf<'path'>, { nodes, goals }: SceneOf<'path'>): Outcome {
  const [start, end] = [nodes[0]!, nodes.at(-1)!];
  const stretches = straights(nodes);
  switch (op) {
    case 'steps': {
      const { sum, steps } = added(stretches);
      return answered(sum, steps);
    }
    case 'turns':
      return answered(stretches.length - 1, stretches.join(' '));
    case 'way': {
      const [across, down] = [Math.abs(end.column - start.column), Math.abs(end.row - start.row)];
      return answered(stepsBetween(start, end), added([across, down]).steps);
    }
    case 'lead': {
      const goal = goals.find(({ node }) => stepsBetween(node, end) === 0);
      return goal === undefined ? illPosed('absent') : answered(goal.noun, cornerOf(end));
    }
    default:
      return op satisfies never;
  }
}

function cornerOf({ row, column }: Node): string {
  return `${row === 0 ? 'top' : 'bottom'} ${column === 0 ? 'left' : 'right'}`;
}

/** Lengths of the straight stretches of a path. */
function straights(nodes: readonly Node[]): number[] {
  const lengths: number[] = [];
  let across: boolean | undefined;
  for (const [place, node] of nodes.entries()) {
    const next = nodes[place + 1];
    if (next === undefined) break;
    const isAcross = next.row === node.row;
    if (isAcross === across) lengths[lengths.length - 1]! += 1;
    else lengths.push(1);
    across = isAcross;
  }
  return lengths;
}
