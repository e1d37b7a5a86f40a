import type { ReactNode } from 'react';
import type { Role, Stage } from '../../loop/events.ts';
import { strings } from '../../ui/strings.ts';
import { useSelection } from '../groups/useSelection.tsx';
import { useApp, useRun } from '../hooks.tsx';
import type { View } from '../screen.ts';
import { Advantages } from './AdvantageStation.tsx';
import { Asked } from './AskStation.tsx';
import { reached, type Place } from './phase.ts';
import { PictureOf, Samples } from './PictureStation.tsx';
import { PlaceLine } from './PlaceLine.tsx';
import { Rewarded } from './RewardStation.tsx';
import { Station } from './Station.tsx';
import { Updated } from './UpdateStation.tsx';
import { Answered } from './VoteStation.tsx';
import './LoopPicture.css';

const words = strings.loop;

/** Whose weights a stage moves. */
const trainedIn: Readonly<Record<Stage, Role | null>> = { A: 'questioner', B: null, C: 'reasoner' };

/** The algorithm as a picture, filled with the group that is looked at; sentences before the first one. */
export function LoopPicture(): ReactNode {
  const { screen } = useApp();
  const selection = useSelection();
  const { view, key, member, step } = selection;
  const done = useRun((run) => run.rows.some((row) => row.key === key));
  const answers = view?.kind === 'answers';
  const now = reached(view, done);
  /** A box whose content has just come lets its arrow move. */
  const pulse = (place: Place): string | null => (now === place ? `${key} ${view?.id} ${place}` : null);
  const open = (to: View) =>
    view === null || key === null
      ? null
      : () => {
          screen.setState({ step: key, group: view.id, member });
          screen.show(to);
        };
  const silver = step?.position.stage === 'B';
  return (
    <div className="loop" data-testid="loop">
      <Station
        place="picture-station"
        title={words.picture.title}
        pulse={null}
        onOpen={open('groups')}
        gist={words.picture.gist}
        caption={words.picture.idle}
      >
        {view === null ? <Samples /> : <PictureOf id={view.pictureId} />}
        <PlaceLine selection={selection} />
      </Station>
      <Station
        place="ask"
        colour={answers ? 'vote' : 'questioner'}
        title={answers ? words.ask.silver : words.ask.title}
        pulse={pulse('ask')}
        onOpen={open('groups')}
        gist={answers ? null : words.ask.gist}
        caption={answers ? null : words.ask.idle}
      >
        {view === null ? null : <Asked view={view} member={member} />}
      </Station>
      <Station
        place="vote"
        colour="reasoner"
        title={answers ? words.vote.titleC : words.vote.title}
        pulse={pulse('vote')}
        onOpen={open('groups')}
        gist={words.vote.gist}
        caption={answers ? null : words.vote.idle}
      >
        {view === null ? null : <Answered view={view} member={member} />}
      </Station>
      <Station
        place="reward"
        colour="vote"
        title={silver ? words.filter : words.reward.title}
        pulse={pulse('reward')}
        onOpen={open(silver ? 'silver' : 'groups')}
        gist={words.reward.gist}
        caption={silver || answers ? null : words.reward.idle}
      >
        {view === null ? null : <Rewarded view={view} member={member} />}
      </Station>
      <Station
        place="advantages"
        title={words.advantage.title}
        pulse={pulse('advantages')}
        onOpen={open('groups')}
        gist={words.advantage.gist}
        caption={silver ? words.advantage.none : words.advantage.idle}
      >
        {silver || view?.group == null ? null : <Advantages view={view} member={member} />}
      </Station>
      <Station
        place="update"
        colour={step === null ? null : trainedIn[step.position.stage]}
        title={words.update.title}
        pulse={pulse('update')}
        onOpen={open('charts')}
        gist={words.update.gist}
        caption={silver ? null : words.update.idle}
      >
        {view === null ? null : <Updated stage={step?.position.stage ?? null} step={key} />}
      </Station>
    </div>
  );
}
