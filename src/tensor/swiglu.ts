import * as tf from '@tensorflow/tfjs-core';
import { grainOf, heapKernels } from './heap.ts';
import { runsPrograms } from './program.ts';
import { asMatrix } from './rank.ts';
import type { Tape } from './tape.ts';
import { rowKernels } from './wasm/rowKernels.ts';
import {
  packedSwigluGradientProgram,
  packedSwigluProgram,
  swigluGradientPrograms,
  swigluProgram,
} from './wgsl/elementPrograms.ts';

/** `silu(gate) * up` by element, the middle of Llama's feed-forward block; one shape for all three. */
export function swiglu(tape: Tape | null, gate: tf.Tensor2D, up: tf.Tensor2D): tf.Tensor2D {
  const heap = gate.size % 4 === 0 ? heapKernels('rows', rowKernels) : null;
  if (runsPrograms()) {
    const y = asMatrix(swigluProgram(gate, up));
    return tape?.record(y, [gate, up], (dy) => swigluGradientPrograms(gate, up, dy)) ?? y;
  }
  if (heap === null) {
    const y = plainSwiglu(gate, up);
    return tape?.record(y, [gate, up], (dy) => plainSwigluGradients(gate, up, dy)) ?? y;
  }
  const y = asMatrix(heap.make(gate.shape));
  heap.runSplit('swiglu', gate.size / 4, grainOf(80), gate, up, y);
  if (tape === null) return y;
  return tape.record(y, [gate, up], (dy) => {
    const [dGate, dUp] = [heap.make(gate.shape), heap.make(up.shape)];
    heap.runSplit('swigluBack', gate.size / 4, grainOf(100), gate, up, dy, dGate, dUp);
    return [dGate, dUp];
  });
}

/** As `swiglu` of the two halves of each row: packed [rows, 2 * width], gate first, result [rows, width]. */
export function packedSwiglu(tape: Tape | null, packed: tf.Tensor2D): tf.Tensor2D {
  if (runsPrograms()) {
    const y = asMatrix(packedSwigluProgram(packed));
    return tape?.record(y, [packed], (dy) => [packedSwigluGradientProgram(packed, dy)]) ?? y;
  }
  const y = tf.tidy(() => plainSwiglu(...halves(packed)));
  return tape?.record(y, [packed], (dy) => [tf.concat(plainSwigluGradients(...halves(packed), dy), 1)]) ?? y;
}

function halves(packed: tf.Tensor2D): [tf.Tensor2D, tf.Tensor2D] {
  const [gate, up]: tf.Tensor2D[] = tf.split(packed, 2, 1);
  return [gate!, up!];
}

/** The same in plain ops, for any backend. */
export function plainSwiglu(gate: tf.Tensor2D, up: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => tf.mul(tf.mul(gate, tf.sigmoid(gate)), up));
}

/** Gradients of gate and up in plain ops. */
export function plainSwigluGradients(gate: tf.Tensor2D, up: tf.Tensor2D, dy: tf.Tensor): tf.Tensor[] {
  const sigmoid = tf.sigmoid(gate);
  const silu = tf.mul(gate, sigmoid);
  // d silu = sigmoid + silu (1 - sigmoid)
  const slope = tf.add(sigmoid, tf.mul(silu, tf.sub(1, sigmoid)));
  return [tf.mul(tf.mul(dy, up), slope), tf.mul(dy, silu)];
}
