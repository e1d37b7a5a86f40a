import { X } from 'lucide-react';
import { lazy, Suspense, type ReactNode } from 'react';
import { percent, signed } from '../../ui/figures.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { strings } from '../../ui/strings.ts';
import { faultOf } from '../../errors.ts';
import { perform } from '../actions.ts';
import { Explained } from '../explain/Explained.tsx';
import { filledGain } from '../explain/filledRun.ts';
import { useApp, useSetup } from '../hooks.tsx';
import { pickFiles } from '../pickFiles.ts';
import { libraryOf } from './library.ts';
import { useLibrary } from './useLibrary.tsx';
import { comparedRuns, heldOutOf, withOtherPictures, type ComparedRun } from './comparison.ts';
import { ConfigDifference } from './ConfigDifference.tsx';
import { RunMark } from './RunMark.tsx';
import { SameQuestion } from './SameQuestion.tsx';

const words = laterStrings.compare;
// The chart library is large: it comes with the first comparison.
const OverlaidCharts = lazy(() => import('./OverlaidCharts.tsx'));

/** Two to five runs side by side: what they are, what differs, their lines over each other, their answers. */
export function CompareView(): ReactNode {
  const app = useApp();
  const chosen = useLibrary((state) => state.chosen);
  const lines = useLibrary((state) => state.lines);
  const mode = useSetup(({ link }) => link.mode);
  const runs = comparedRuns({ chosen, lines });
  if (chosen.length < 2) {
    return (
      <div className="panel">
        <Missing />
        <p className="empty">{words.empty}</p>
        <p className="empty">
          <button type="button" className="button" onClick={() => void perform(app, 'all runs', 'ui')}>
            {words.choose}
          </button>
        </p>
      </div>
    );
  }
  const strangers = runs.length === 0 ? 0 : withOtherPictures(runs);
  return (
    <div className="compare" data-testid="compare">
      <Missing />
      <ul className="compared">
        {runs.map((run) => (
          <ComparedCard key={run.id} run={run} />
        ))}
        {runs.length < chosen.length ? <li className="panel soft">{words.reading}</li> : null}
      </ul>
      {strangers > 0 ? <p className="soft small">{words.otherPictures(strangers)}</p> : null}
      <ConfigDifference runs={runs} />
      <Suspense fallback={<p className="soft">{strings.opening}</p>}>
        <OverlaidCharts key={mode} runs={runs} />
      </Suspense>
      <SameQuestion runs={runs} />
    </div>
  );
}

/** The runs that an address names and this browser does not have. */
function Missing(): ReactNode {
  const { session } = useApp();
  const library = libraryOf(useApp());
  const missing = useLibrary((state) => state.missing);
  if (missing.length === 0) return null;
  const take = async (): Promise<void> => {
    try {
      for (const file of await pickFiles({ accept: '.visplay', multiple: true })) await library.take(file);
    } catch (thrown) {
      session.report(faultOf(thrown));
    }
  };
  return (
    <div className="missing" data-testid="missing">
      <output>
        <strong>{words.missing(missing.length)}</strong>{' '}
        {missing.map((id) => (
          <code key={id}>{id}</code>
        ))}
      </output>
      <p className="soft small">{words.missingWhy}</p>
      <div className="row">
        <button type="button" className="button" onClick={() => void take()}>
          {strings.actions.chooseRun}
        </button>
        <button
          type="button"
          className="button quiet"
          onClick={() => library.compare(library.getState().chosen)}
        >
          {words.goOn}
        </button>
      </div>
    </div>
  );
}

function ComparedCard({ run }: { readonly run: ComparedRun }): ReactNode {
  const library = libraryOf(useApp());
  const { header, lines, name } = run;
  const heldOut = heldOutOf(lines);
  const { facts } = words;
  return (
    <li className="panel compared-run" style={{ borderTopColor: run.colour }}>
      <h2>
        <RunMark run={run} /> {name}
        <button
          type="button"
          className="button quiet icon"
          aria-label={words.remove(name)}
          onClick={() => library.choose(run.id, false)}
        >
          <X size={15} aria-hidden="true" />
        </button>
      </h2>
      <dl className="pairs small number">
        <dt>{facts.best}</dt>
        <dd>
          {heldOut === null ? (
            laterStrings.library.unmeasured
          ) : (
            <Explained what="best">{percent(heldOut.best)}</Explained>
          )}
        </dd>
        {heldOut?.gain == null ? null : (
          <>
            <dt>{facts.gain}</dt>
            <dd>
              <strong>
                <Explained what="gain" filled={filledGain(lines.evaluations.map(({ result }) => result))}>
                  {signed(100 * heldOut.gain.difference, 1)}
                </Explained>
              </strong>{' '}
              <span className="soft">
                ({signed(100 * heldOut.gain.ci95[0], 1)} – {signed(100 * heldOut.gain.ci95[1], 1)})
              </span>
            </dd>
          </>
        )}
        <dt>{laterStrings.library.columns.steps}</dt>
        <dd>
          <Explained what="steps">{lines.tick}</Explained>
        </dd>
        <dt>{facts.pictures}</dt>
        <dd>{header.pictures.length}</dd>
        <dt>{facts.device}</dt>
        <dd>{header.device.backend === 'webgpu' ? header.device.adapter : 'WASM'}</dd>
      </dl>
    </li>
  );
}
