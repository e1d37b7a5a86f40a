import { expect, it } from 'vitest';
import { hashOf, nowhere, placeOf, runIn } from './place.ts';

it('leads back to where it was written', () => {
  const place = { step: 'r2C13', group: 'r2.C.s13.p4', member: 7 };
  expect(placeOf(hashOf('groups', place))).toEqual(place);
  expect(runIn(hashOf('groups', place))).toBeNull();
  expect(placeOf(hashOf('groups', place, 'calm-otter'))).toEqual(place);
  expect(runIn(hashOf('groups', place, 'calm-otter'))).toBe('calm-otter');
});

it('says nothing of a run that is followed, or of another view', () => {
  expect(hashOf('groups', nowhere, 'calm-otter')).toBe('#/groups');
  expect(hashOf('charts', { step: 'r1A1', group: null, member: null })).toBe('#/charts');
});

it('takes no step that cannot be one', () => {
  expect(placeOf('#/groups?step=<b>&group=x')).toEqual(nowhere);
  expect(placeOf('#/groups?step=r1A2&member=two')).toEqual({ step: 'r1A2', group: null, member: null });
});
