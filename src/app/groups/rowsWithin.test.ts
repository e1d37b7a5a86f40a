import { expect, it } from 'vitest';
import { rowsWithin, scrollTo } from './rowsWithin.ts';

it('draws what is seen and a little more', () => {
  expect(rowsWithin(0, 300, 60, 6000)).toEqual({ first: 0, end: 13 });
  expect(rowsWithin(6000, 300, 60, 6000)).toEqual({ first: 92, end: 113 });
});

it('never goes beyond the list, even when that has just become shorter', () => {
  expect(rowsWithin(0, 300, 60, 3)).toEqual({ first: 0, end: 3 });
  expect(rowsWithin(6000, 300, 60, 3)).toEqual({ first: 0, end: 3 });
});

it('scrolls no further than it must', () => {
  expect(scrollTo(2, 0, 300, 60)).toBeNull();
  expect(scrollTo(10, 0, 300, 60)).toBe(360);
  expect(scrollTo(1, 300, 300, 60)).toBe(60);
});
