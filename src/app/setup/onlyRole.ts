import { defaultConfig, type Config, type ConfigDifference } from '../../loop/config.ts';
import type { Role } from '../../loop/events.ts';

type Steps = 'questioner.steps' | 'reasoner.steps';

/** The one role that a configuration trains; null for both, or none. A role that takes no steps is not trained. */
export function onlyRole(config: Pick<Config, Steps>): Role | null {
  const questioner = config['questioner.steps'] > 0;
  if (questioner === config['reasoner.steps'] > 0) return null;
  return questioner ? 'questioner' : 'reasoner';
}

/** The settings that train only `role`, or both for null, with the steps that they have, or those of the preset. */
export function trainOnly(role: Role | null, config: Config, preset: Config): ConfigDifference {
  const steps = (key: Steps, trains: boolean): number =>
    trains ? config[key] || preset[key] || defaultConfig[key] : 0;
  return {
    'questioner.steps': steps('questioner.steps', role !== 'reasoner'),
    'reasoner.steps': steps('reasoner.steps', role !== 'questioner'),
  };
}
