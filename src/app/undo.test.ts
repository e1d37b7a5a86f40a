import { expect, it, vi } from 'vitest';
import { createUndo } from './undo.ts';

/** A clock that is wound by hand: one timer at a time is all that undo needs. */
function hand() {
  let task: (() => void) | null = null;
  return {
    later: (wanted: () => void) => {
      task = wanted;
      return 1;
    },
    never: () => {
      task = null;
    },
    strikes: () => task?.(),
  };
}

const thing = (said: string) => ({ said, back: vi.fn<() => void>(), settle: vi.fn<() => void>() });

it('takes back, and then nothing becomes final', () => {
  const clock = hand();
  const undo = createUndo(clock);
  const removed = thing('removed');
  undo.offer(removed);
  expect(undo.getState().offer?.said).toBe('removed');
  undo.takeBack();
  clock.strikes();
  expect(removed.back).toHaveBeenCalledOnce();
  expect(removed.settle).not.toHaveBeenCalled();
  expect(undo.getState().offer).toBeNull();
});

it('becomes final when time is up, and only once', () => {
  const clock = hand();
  const undo = createUndo(clock);
  const removed = thing('removed');
  undo.offer(removed);
  clock.strikes();
  undo.takeBack();
  expect(removed.settle).toHaveBeenCalledOnce();
  expect(removed.back).not.toHaveBeenCalled();
});

it('makes the one before final when something else is done', () => {
  const undo = createUndo(hand());
  const [first, second] = [thing('first'), thing('second')];
  undo.offer(first);
  undo.offer(second);
  expect(first.settle).toHaveBeenCalledOnce();
  undo.takeBack();
  expect(second.back).toHaveBeenCalledOnce();
  expect(first.back).not.toHaveBeenCalled();
});

it('waits while it is looked at', () => {
  const clock = hand();
  const undo = createUndo(clock);
  const removed = thing('removed');
  undo.offer(removed);
  undo.hold();
  clock.strikes();
  expect(undo.getState().offer).not.toBeNull();
  undo.release();
  clock.strikes();
  expect(removed.settle).toHaveBeenCalledOnce();
});
