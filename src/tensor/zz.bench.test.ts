import * as tf from '@tensorflow/tfjs-core';
import { writeFileSync } from 'node:fs';
import { it } from 'vitest';
import { product, turnedProduct, transposedProduct } from './product.ts';
import { describeBackends } from './testing.ts';

describeBackends(
  'bench',
  (_b, device) => {
    it('times', async () => {
      const lines: string[] = [];
      const shapes = (process.env['SHAPES'] ?? '')
        .split(' ')
        .filter(Boolean)
        .map((s) => s.split('x').map(Number));
      for (const [m, k, n] of shapes as [number, number, number][]) {
        const x = tf.randomNormal<tf.Rank.R2>([m, k]),
          w = tf.randomNormal<tf.Rank.R2>([k, n]),
          dy = tf.randomNormal<tf.Rank.R2>([m, n]);
        const runs: Record<string, () => tf.Tensor> = {
          own: () => product(x, w),
          tf: () => tf.matMul(x, w),
          ownDx: () => turnedProduct(dy, w),
          tfDx: () => tf.tidy(() => tf.matMul(dy, tf.transpose(w))),
          ownDw: () => transposedProduct(x, dy),
          tfDw: () => tf.matMul(x, dy, true),
        };
        const best: Record<string, number> = {};
        const iterations = Math.max(1, Math.min(10, Math.round(5e7 / (2 * m * k * n))));
        for (let round = 0; round < 4; round++)
          for (const [name, run] of Object.entries(runs)) {
            const cpu = (): number => {
              const u = process.cpuUsage();
              return (u.user + u.system) / 1000;
            };
            const t = cpu();
            const outs = Array.from({ length: iterations }, run);
            await device().read(outs.at(-1)!);
            const ms = (cpu() - t) / iterations;
            if (round > 0) best[name] = Math.min(best[name] ?? Infinity, ms);
            else best[name + 'C'] = cpu() - t;
            tf.dispose(outs);
          }
        const f = (a: string): string =>
          `${best['own' + a]!.toFixed(3)}/${best['tf' + a]!.toFixed(3)}=${(best['tf' + a]! / best['own' + a]!).toFixed(2)}`;
        best['tf'] ??= 0;
        lines.push(
          `${m}x${k}x${n}: fwd ${f('')} dx ${f('Dx')} dw ${f('Dw')} first ${Object.entries(best)
            .filter(([n]) => n.endsWith('C'))
            .map(([n, v]) => n + ' ' + v.toFixed(0))
            .join(' ')}`,
        );
        tf.dispose([x, w, dy]);
      }
      writeFileSync('/tmp/linear/bench.txt', lines.join('\n') + '\n');
    });
  },
  ['webgpu'],
);
