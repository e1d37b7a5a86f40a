import type { ReactNode } from 'react';
import { laterStrings } from '../../ui/laterStrings.ts';
import { AlertFeed } from './AlertFeed.tsx';
import { BandFilter } from './BandFilter.tsx';
import { BleuMatrix } from './BleuMatrix.tsx';
import { CrossTable } from './CrossTable.tsx';
import { FunnelFlow } from './FunnelFlow.tsx';
import { Lineage } from './Lineage.tsx';
import { RewardCurve } from './RewardCurve.tsx';
import './Closeups.css';

const words = laterStrings.closeups;
const parts = [
  ['rewardCurve', RewardCurve],
  ['bleu', BleuMatrix],
  ['band', BandFilter],
  ['funnel', FunnelFlow],
  ['cross', CrossTable],
  ['lineage', Lineage],
  ['alerts', AlertFeed],
] as const;

/** How the loop works, drawn with the numbers of the run that is shown. */
export function Closeups(): ReactNode {
  return (
    <div className="closeups">
      {parts.map(([key, Part]) => {
        const { title, why } = words.parts[key];
        return (
          <section key={key} className={`panel closeup of-${key}`} aria-labelledby={`closeup-${key}`}>
            <header>
              <h2 id={`closeup-${key}`}>{title}</h2>
              <p className="soft small">{why}</p>
            </header>
            <div className="body">
              <Part />
            </div>
          </section>
        );
      })}
    </div>
  );
}
