import { describe, expect, it } from 'vitest';
import { createCourse } from './course.ts';
import { lessonOf, numberOf, type Scene } from './lesson.ts';
import { lessonNamed } from './lessons.ts';
import { regimeOf } from './regime.ts';

const scene: Scene = {
  moment: { at: 3, reveal: 5, step: 'r1A1', group: 'g', member: 0 },
  guess: null,
  answer: null,
  rewards: [1, 0, 1, 0],
};

const remembering = (text: string | null) => {
  let kept = text;
  return { read: () => kept, write: (next: string) => void (kept = next), kept: () => kept };
};

describe('a course', () => {
  it('remembers what was finished, and nothing that is no lesson', () => {
    const memory = remembering('roles cooking');
    const course = createCourse(memory);
    expect(course.getState().finished).toEqual(['roles']);
    course.begin('opening', lessonNamed('update'));
    course.stage(scene);
    course.reveal('better');
    expect(course.getState()).toMatchObject({ revealed: true, chosen: 'better' });
    expect(memory.kept()).toBe('roles update');
  });

  it('begins anew without a trace of the last time', () => {
    const course = createCourse(remembering(null));
    course.begin('opening', lessonNamed('advantages'));
    course.stage(scene);
    course.drag(1, 1, regimeOf);
    course.reveal(null);
    course.stage(scene);
    expect(course.getState()).toMatchObject({ rewards: [1, 0, 1, 0], regimes: [], revealed: false });
  });

  it('finishes the lesson of advantages once the signal was gone and came back', () => {
    const course = createCourse(remembering(null));
    course.begin('opening', lessonNamed('advantages'));
    course.stage({ ...scene, rewards: [1, 0] });
    course.drag(1, 1, regimeOf);
    expect(course.getState().finished).toEqual([]);
    course.drag(0, 0.5, regimeOf);
    expect(course.getState().regimes).toEqual(['all paid', 'mixed']);
    expect(course.getState().finished).toEqual(['advantages']);
  });
});

it('reads the lesson of an address', () => {
  expect(lessonOf('#/learn/3')).toBe('agreement');
  expect(['#/learn', '#/learn/0', '#/learn/9', '#/learn/33', '#/watch'].map(lessonOf)).toEqual(
    Array.from({ length: 5 }, () => null),
  );
  expect(numberOf('collapse')).toBe(8);
});
