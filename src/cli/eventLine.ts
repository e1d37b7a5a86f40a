import { correctionText } from '../images/correct.ts';
import type { Position, StampedEvent } from '../loop/events.ts';
import { metrics, type MetricKey } from '../loop/metrics.ts';

/** What of a step is worth a glance, in this order; each is shown where the step has it. */
const glance: readonly MetricKey[] = [
  'questioner/reward',
  'questioner/valid',
  'reasoner/accuracy',
  'reasoner/goldAccuracy',
  'vote/confidence',
  'kl',
  'seconds/step',
];

const percent = (share: number): string => (100 * share).toFixed(1);

const place = ({ round, stage, step }: Position): string => `round ${round}, stage ${stage}, step ${step}`;

/** An event as a line for people who watch a run; null for those that only matter to views. */
export function eventLine(event: StampedEvent): string | null {
  switch (event.kind) {
    case 'run.start':
      return `${event.resumed ? 'Resuming' : 'Starting'} the run ${event.header.runId}`;
    case 'stage.start':
      return event.trains === null
        ? `round ${event.round}, stage ${event.stage}: building the silver set`
        : `round ${event.round}, stage ${event.stage}: training the ${event.trains} from ${event.startsFrom}, ${event.steps} steps`;
    case 'corrections': {
      const [best] = event.tried;
      const chosen = event.chosen.map(correctionText).join('; ');
      return `Pictures are seen ${chosen}: mean confidence ${percent(best?.confidence ?? 0)} %`;
    }
    case 'warm-up': {
      const { role, outputs, wellFormed, imitated } = event;
      return `${place(event)}: warm-up of the ${role}, ${wellFormed} of ${outputs} outputs well-formed, ${imitated} imitated`;
    }
    case 'step': {
      const numbers = glance.flatMap((key) => {
        const value = event.metrics[key];
        return value === undefined ? [] : [`${metrics[key].label.toLowerCase()} ${value.toPrecision(3)}`];
      });
      return `${place(event)}: ${numbers.join(', ')}`;
    }
    case 'funnel': {
      const { asked, parsed, answered, kept } = event.counts;
      return `${place(event)}: ${asked} asked, ${parsed} parsed, ${answered} answered, ${kept} kept`;
    }
    case 'evaluation': {
      const { suite, accuracy, ci95, n } = event.result;
      return `${event.weights} on ${suite}: ${percent(accuracy)} % of ${n} (${percent(ci95[0])} to ${percent(ci95[1])})`;
    }
    case 'alert':
      return `${place(event)}: ${event.fault.said} ${event.fault.fix}`;
    case 'run.end':
      return `The run has ${event.reason === 'finished' ? 'finished' : 'been stopped'} after ${event.seconds.toFixed(0)} s`;
    case 'work':
    case 'questions':
    case 'votes':
    case 'clusters':
    case 'question rewards':
    case 'answers':
    case 'groups':
    case 'silver':
    case 'stage.end':
      return null;
    default:
      return event satisfies never;
  }
}
