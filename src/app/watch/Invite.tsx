import type { ReactNode } from 'react';
import { differenceFrom } from '../../loop/config.ts';
import { isPresetName, presetConfig, presets } from '../../loop/presets.ts';
import { strings } from '../../ui/strings.ts';
import { useRun, useSession, useSetup } from '../hooks.tsx';
import { GoLive } from './GoLive.tsx';
import { Outcome } from './Outcome.tsx';

const words = strings.hero;
/** What changes nothing of what the recording shows, or is filtered in it. */
const aside = new Set(['run.seed', 'questioner.steps', 'reasoner.steps']);

/** Above a recorded run: what it is, what came of it, and the way to one of one's own. */
export function Invite(): ReactNode {
  const ended = useSession((session) => session.worker === 'ended');
  const finished = useRun((run) => run.end !== null);
  return (
    <div className="panel invite">
      <div className="said">
        <h1>{words.title}</h1>
        {ended && finished ? <Outcome /> : <p className="soft">{words.recorded}</p>}
        <Told />
      </div>
      <GoLive />
    </div>
  );
}

/** Which recipe moves here, and where the chosen settings are other ones. */
function Told(): ReactNode {
  const told = useRun((run) => run.header?.preset ?? '');
  const { preset, config } = useSetup(({ link }) => link);
  if (!isPresetName(told)) return null;
  const { label, sentence } = presets[told];
  const changed = Object.keys(differenceFrom(config, presetConfig(preset))).some((key) => !aside.has(key));
  return (
    <p className="soft small">
      {preset === told ? (
        <>
          <strong>{label}.</strong> {sentence} {changed ? words.changesWait : null}
        </>
      ) : (
        words.otherPreset(label, presets[preset].label)
      )}
    </p>
  );
}
