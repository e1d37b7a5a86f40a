import { describe, expect, it } from 'vitest';
import { isSilent, regimeOf, workedOut } from './regime.ts';

describe('the regime of a group', () => {
  it.each([
    [[1, 1, 1, 1], 'all paid'],
    [[0, 0, 0, 0], 'none paid'],
    [[0.4, 0.4, 0.4], 'all alike'],
    [[0, 1, 0, 0], 'one paid'],
    [[1, 1, 0, 1], 'one unpaid'],
    [[1, 1, 0, 0], 'mixed'],
    [[0.2, 0.9, 1], 'mixed'],
  ] as const)('%j is %s', (rewards, regime) => {
    expect(regimeOf(rewards)).toBe(regime);
  });

  it('is silent exactly where no advantage is left', () => {
    for (const rewards of [
      [1, 1],
      [0, 0, 0],
      [0.5, 0.5],
      [1, 0, 0],
      [0.3, 0.4, 0.5],
    ]) {
      expect(isSilent(regimeOf(rewards))).toBe(workedOut(rewards).advantages.every((one) => one === 0));
    }
  });
});
