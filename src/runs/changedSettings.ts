import type { RunHeader } from '../loop/events.ts';
import { differenceFromPreset } from '../loop/presets.ts';

/** How a run differs from its preset, as files of a run say it: `votes.samples=6 reward.relu=true`. The seed is no difference. */
export const changedSettings = ({ preset, config }: RunHeader): string =>
  Object.entries(differenceFromPreset(preset, config))
    .filter(([key]) => key !== 'run.seed')
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
