import type { ReactNode } from 'react';
import { AdvantageBar } from '../groups/AdvantageBar.tsx';
import { PictureView } from '../../ui/PictureView.tsx';
import type { Role, Work } from '../../loop/events.ts';
import { RewardMath } from '../groups/RewardMath.tsx';
import { brief, count, fixed, percent, signed } from '../../ui/figures.ts';
import { RoleMark } from '../../ui/RoleMark.tsx';
import { strings } from '../../ui/strings.ts';
import { VoteBars } from '../groups/VoteBars.tsx';
import { usePicture } from '../groups/galleryHooks.tsx';
import type { GroupView } from '../groups/groupView.ts';
import { useApp, useRun, useTray } from '../hooks.tsx';
import type { Selection } from '../groups/selection.ts';
import { useSelection } from '../groups/useSelection.tsx';

const words = strings.loop;

type Place = 'picture-station' | 'ask' | 'vote' | 'reward' | 'advantages' | 'update';

/** Where each kind of work happens in the picture. */
const places: Readonly<Record<Work, Place | null>> = {
  'choosing corrections': 'vote',
  asking: 'ask',
  answering: 'vote',
  'blind answers': 'vote',
  'grouping questions': 'reward',
  updating: 'update',
  evaluating: null,
  saving: null,
};

/** The algorithm as a picture, filled with the group that is looked at; sentences before the first one. */
export function LoopPicture(): ReactNode {
  const selection = useSelection();
  const { view } = selection;
  const trains = useRun((run) => run.stage?.trains ?? null);
  return (
    <div className="loop" data-testid="loop">
      <Station place="picture-station" title={words.picture.title}>
        {view === null ? <Samples /> : <PictureOf view={view} />}
      </Station>
      <Station
        place="ask"
        colour={view?.kind === 'answers' ? 'vote' : 'questioner'}
        title={view?.kind === 'answers' ? words.ask.silver : words.ask.title}
      >
        {view === null ? <Idle text={words.ask.idle} /> : <Asked view={view} selection={selection} />}
      </Station>
      <Station
        place="vote"
        colour="reasoner"
        title={view?.kind === 'answers' ? words.vote.titleC : words.vote.title}
      >
        {view === null ? <Idle text={words.vote.idle} /> : <Answered selection={selection} view={view} />}
      </Station>
      <Station place="reward" colour="vote" title={words.reward.title}>
        {view === null ? <Idle text={words.reward.idle} /> : <Rewarded selection={selection} view={view} />}
      </Station>
      <Station place="advantages" title={words.advantage.title}>
        {view === null ? (
          <Idle text={words.advantage.idle} />
        ) : (
          <Advantages selection={selection} view={view} />
        )}
      </Station>
      <Station place="update" colour={trains} title={words.update.title}>
        {view === null ? <Idle text={words.update.idle} /> : <Updated selection={selection} />}
      </Station>
    </div>
  );
}

interface StationProps {
  readonly place: Place;
  readonly title: string;
  readonly colour?: Role | 'vote' | null;
  readonly children: ReactNode;
}

function Station({ place, title, colour = null, children }: StationProps): ReactNode {
  const work = useRun((run) => run.work);
  const active = work !== null && places[work.work] === place;
  return (
    <section
      className={`panel station ${place} ${colour === null ? '' : `of-${colour}`} ${active ? 'active' : ''}`}
      aria-label={title}
      data-spot={place === 'picture-station' ? 'picture' : place}
    >
      <h2>
        {colour === 'questioner' || colour === 'reasoner' ? <RoleMark of={colour} /> : null}
        {title}
        {active ? <span className="now number">{strings.progress.of(work.done, work.of)}</span> : null}
      </h2>
      {children}
    </section>
  );
}

const Idle = ({ text }: { readonly text: string }): ReactNode => <p className="soft">{text}</p>;

function Samples(): ReactNode {
  const pictures = useTray((tray) => tray.pictures);
  return (
    <>
      <div className="samples">
        {pictures.slice(0, 3).map(({ picture, thumbnail }) => (
          <PictureView key={picture.id} shown={thumbnail} name={picture.name} size={48} />
        ))}
      </div>
      <Idle text={words.picture.idle} />
    </>
  );
}

function PictureOf({ view }: { readonly view: GroupView }): ReactNode {
  const { shown, name } = usePicture(view.pictureId);
  return (
    <div className="held">
      <PictureView shown={shown} name={name} size={150} />
      <p className="soft small" style={{ overflowWrap: 'anywhere' }}>
        {name}
      </p>
    </div>
  );
}

function Asked({ view, selection }: { readonly view: GroupView; readonly selection: Selection }): ReactNode {
  const { screen } = useApp();
  if (view.kind === 'answers') {
    return (
      <>
        <p className="big-question">{view.silver?.question ?? strings.groups.gone}</p>
        {view.silver === null ? null : (
          <p>
            <span className="soft">{strings.groups.silverAnswer}</span>{' '}
            <strong className="vote">{view.silver.silver ?? '–'}</strong>{' '}
            <span className="soft number">c = {brief(view.silver.confidence)}</span>
          </p>
        )}
        <OpenGroup selection={selection} />
      </>
    );
  }
  return (
    <>
      <ol>
        {view.questions.map(({ question, vote, reward }, at) => (
          <li key={question.id}>
            <button
              type="button"
              className="ask-line"
              aria-pressed={at === selection.member}
              onClick={() => screen.chooseMember(at)}
            >
              <span className="at number">{at + 1}</span>
              <span className={`text ${question.status === 'ok' ? '' : 'soft'}`} title={question.text}>
                {question.status === 'ok'
                  ? question.text
                  : strings.groups.unparsed(strings.statuses[question.status])}
              </span>
              <span className="number soft small">
                {reward === null
                  ? vote === null
                    ? ''
                    : `c ${brief(vote.confidence)}`
                  : signed(reward.total)}
              </span>
            </button>
          </li>
        ))}
      </ol>
      <OpenGroup selection={selection} />
    </>
  );
}

function OpenGroup({ selection }: { readonly selection: Selection }): ReactNode {
  const { screen } = useApp();
  const { key, view } = selection;
  if (key === null || view === null) return null;
  return (
    <p className="open-group">
      <button
        type="button"
        className="link-button small"
        onClick={() => {
          screen.chooseGroup(key, view.id);
          screen.show('groups');
        }}
      >
        {words.open}
      </button>
    </p>
  );
}

function Answered({
  view,
  selection,
}: {
  readonly view: GroupView;
  readonly selection: Selection;
}): ReactNode {
  if (view.kind === 'answers') {
    return (
      <ol className="advantage-lines">
        {view.answers.map(({ rollout, reward }, at) => (
          <li key={rollout.id}>
            <span className="soft">{at + 1}</span>
            <span style={{ gridColumn: '2 / 4' }}>{reward?.extracted ?? strings.groups.noBox}</span>
            <span className={reward?.correct ? 'vote' : 'negative'}>
              {reward === null ? '' : reward.correct ? '✓' : '✗'}
            </span>
          </li>
        ))}
      </ol>
    );
  }
  const asked = view.questions[selection.member];
  if (asked === undefined) return null;
  const { vote, question } = asked;
  if (vote === null) {
    return <Idle text={question.status === 'ok' ? strings.groups.notVoted : strings.groups.noVote} />;
  }
  return (
    <>
      <VoteBars vote={vote} compact />
      <p className="verdict number">
        {vote.unanswerable ? (
          <span className="negative">{strings.groups.unanswerable}</span>
        ) : (
          <>
            <strong className="vote">{vote.silver}</strong>{' '}
            <span className="soft">
              c = {Math.round(vote.confidence * vote.denominator)}/{vote.denominator} ={' '}
              {brief(vote.confidence)}
            </span>
          </>
        )}
      </p>
    </>
  );
}

function Rewarded({
  view,
  selection,
}: {
  readonly view: GroupView;
  readonly selection: Selection;
}): ReactNode {
  if (view.kind === 'answers') {
    const right = view.answers.filter((answer) => answer.reward?.correct === true).length;
    return (
      <p>
        <span className="number">
          {right} of {view.answers.length}
        </span>{' '}
        <span className="soft">{strings.groups.equals}.</span> <span className="soft">{words.match}</span>
      </p>
    );
  }
  const asked = view.questions[selection.member];
  if (asked?.silver != null) {
    const { silver } = asked;
    return (
      <p className={silver.kept ? 'vote' : 'negative'}>
        {silver.kept
          ? strings.groups.kept
          : strings.groups.dropped(silver.dropReason === null ? '' : strings.drops[silver.dropReason].label)}
      </p>
    );
  }
  if (asked?.reward == null) return <Idle text={words.reward.idle} />;
  return <RewardMath reward={asked.reward} compact />;
}

function Advantages({
  view,
  selection,
}: {
  readonly view: GroupView;
  readonly selection: Selection;
}): ReactNode {
  const { group } = view;
  if (group === null) return <Idle text={words.advantage.idle} />;
  if (group.zeroVariance) return <Idle text={strings.groups.noSignal} />;
  const largest = Math.max(...group.advantages.map(Math.abs));
  return (
    <ol className="advantage-lines">
      {group.advantages.map((advantage, at) => (
        <li key={group.memberIds[at]} aria-current={at === selection.member}>
          <span className="soft number">{at + 1}</span>
          <span className="number soft">{fixed(group.rewards[at], 2)}</span>
          <AdvantageBar value={advantage} largest={largest} />
          <span className="number">{signed(advantage)}</span>
        </li>
      ))}
    </ol>
  );
}

/** What the newest finished step of this stage did to the weights. */
function Updated({ selection }: { readonly selection: Selection }): ReactNode {
  const rows = useRun((run) => run.rows);
  const stage = selection.step?.position.stage;
  const row = rows.findLast((one) => one.position.stage === stage);
  const kept = useRun((run) => run.silver.at(-1)?.metrics['silver/kept']);
  if (stage === 'B') {
    return kept === undefined ? (
      <Idle text={strings.stages.B.does} />
    ) : (
      <p>
        {words.silverSet}: <span className="number">{count(kept)}</span>
      </p>
    );
  }
  if (row === undefined) return <Idle text={words.update.idle} />;
  const { metrics } = row;
  return (
    <dl className="numbers number">
      <dt className="soft">{strings.progress.stepName(row.position.step)}</dt>
      <dd />
      <dt className="soft">KL</dt>
      <dd>{brief(metrics.kl)}</dd>
      <dt className="soft">entropy</dt>
      <dd>{brief(metrics.entropy)}</dd>
      <dt className="soft">‖g‖</dt>
      <dd>{brief(metrics.grad_norm)}</dd>
      <dt className="soft">σ = 0</dt>
      <dd>{percent(metrics.frac_reward_zero_std)}</dd>
    </dl>
  );
}
