import type { ReactNode } from 'react';
import { useCourse, useScreen } from '../app/hooks.tsx';
import type { View } from '../app/screen.ts';
import { LessonCard } from './LessonCard.tsx';
import { LessonList } from './LessonList.tsx';
import { RewardBench } from './RewardBench.tsx';
import './Learn.css';
import './Teach.css';

/** The list of lessons, or one lesson with the screen that it drives. */
export default function LearnView({ show }: { readonly show: (view: View) => ReactNode }): ReactNode {
  const chosen = useScreen((screen) => screen.lesson);
  const lesson = useCourse((course) => course.lesson);
  const ready = useCourse((course) => course.status === 'ready' && course.lesson?.id === chosen);
  const plays = useCourse((course) => course.rewards.length > 0);
  const asking = useCourse((course) => course.scene?.guess != null && !course.revealed);
  const spotlight = useScreen((screen) => screen.spotlight);
  if (chosen === null) return <LessonList />;
  return (
    <div
      data-lesson={ready ? chosen : undefined}
      className={`lesson ${plays ? 'plays' : ''} ${asking ? 'asking' : ''} ${lesson?.state.single === true ? 'single' : ''}`}
    >
      <LessonCard name={chosen} />
      <div className="screen" data-spotlight={spotlight.length === 0 ? undefined : spotlight.join(' ')}>
        {plays ? <RewardBench /> : null}
        {ready && lesson !== null ? show(lesson.state.view) : null}
      </div>
    </div>
  );
}
