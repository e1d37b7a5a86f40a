import type { Config } from './config.ts';

/** From so many weights on, `auto` trains an adapter: AdamW on all of them would take gigabytes. */
const adaptedFrom = 50e6;

/** Whether a run with these settings trains adapters on a base of so many weights. */
export const trainsAdapter = (config: Config, weights: number): boolean =>
  config['adapter.use'] === 'on' || (config['adapter.use'] === 'auto' && weights >= adaptedFrom);
