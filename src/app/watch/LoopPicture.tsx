import type { ReactNode } from 'react';
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

const idle = (text: string): ReactNode => <p className="soft">{text}</p>;

/** The algorithm as a picture, filled with the group that is looked at; sentences before the first one. */
export function LoopPicture(): ReactNode {
  const { screen } = useApp();
  const selection = useSelection();
  const { view, key, member, step } = selection;
  const trains = useRun((run) => run.stage?.trains ?? null);
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
      <Station place="picture-station" title={words.picture.title} pulse={null} onOpen={open('groups')}>
        {view === null ? <Samples /> : <PictureOf id={view.pictureId} />}
        <PlaceLine selection={selection} />
      </Station>
      <Station
        place="ask"
        colour={answers ? 'vote' : 'questioner'}
        title={answers ? words.ask.silver : words.ask.title}
        pulse={pulse('ask')}
        onOpen={open('groups')}
      >
        {view === null ? idle(words.ask.idle) : <Asked view={view} member={member} />}
      </Station>
      <Station
        place="vote"
        colour="reasoner"
        title={answers ? words.vote.titleC : words.vote.title}
        pulse={pulse('vote')}
        onOpen={open('groups')}
      >
        {view === null ? idle(words.vote.idle) : <Answered view={view} member={member} />}
      </Station>
      <Station
        place="reward"
        colour="vote"
        title={silver ? words.filter : words.reward.title}
        pulse={pulse('reward')}
        onOpen={open(silver ? 'silver' : 'groups')}
      >
        {view === null ? idle(words.reward.idle) : <Rewarded view={view} member={member} />}
      </Station>
      <Station
        place="advantages"
        title={words.advantage.title}
        pulse={pulse('advantages')}
        onOpen={open('groups')}
      >
        {silver ? idle(words.advantage.none) : <Advantages group={view?.group ?? null} member={member} />}
      </Station>
      <Station
        place="update"
        colour={trains}
        title={words.update.title}
        pulse={pulse('update')}
        onOpen={open('charts')}
      >
        {view === null ? (
          idle(words.update.idle)
        ) : (
          <Updated stage={step?.position.stage ?? null} step={key} />
        )}
      </Station>
    </div>
  );
}
