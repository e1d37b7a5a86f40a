import type { ReactNode } from 'react';
import { differenceFrom } from '../../loop/config.ts';
import { isPresetName, presetConfig, presets } from '../../loop/presets.ts';
import { strings } from '../../ui/strings.ts';
import { useRun, useSession, useSetup } from '../hooks.tsx';
import { defaultPreset } from '../setup/url.ts';
import { GoLive } from './GoLive.tsx';
import { Outcome } from './Outcome.tsx';
import { Suggestions } from './Suggestions.tsx';

const words = strings.hero;
/** What changes nothing of what the recording shows, or is filtered in it. */
const aside = new Set(['run.seed', 'questioner.steps', 'reasoner.steps']);

/** Above a recorded run: what it is, what came of it, and the way to one of one's own. */
export function Invite(): ReactNode {
  const ended = useSession((session) => session.worker === 'ended');
  const finished = useRun((run) => run.end !== null);
  const told = useRun((run) => run.header?.preset ?? defaultPreset);
  // A recording that somebody chose says what is different about it.
  const lead = told !== defaultPreset && isPresetName(told) ? presets[told].sentence : words.recorded;
  return (
    <div className="panel invite">
      <div className="said">
        <h1>{words.title}</h1>
        {ended && finished ? <Outcome /> : <p className="soft">{lead}</p>}
        <Told />
      </div>
      <GoLive />
      <Suggestions />
    </div>
  );
}

/** Where the chosen settings are not those of what moves here. */
function Told(): ReactNode {
  const told = useRun((run) => run.header?.preset ?? '');
  const { preset, config } = useSetup(({ link }) => link);
  if (!isPresetName(told)) return null;
  const changed = Object.keys(differenceFrom(config, presetConfig(preset))).some((key) => !aside.has(key));
  const said =
    preset !== told
      ? words.otherPreset(presets[told].label, presets[preset].label)
      : changed
        ? words.changesWait
        : null;
  return said === null ? null : <p className="small told">{said}</p>;
}
