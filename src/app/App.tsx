import { lazy, Suspense, useDeferredValue, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { language } from '../ui/language/language.ts';
import { strings } from '../ui/strings.ts';
import type { App as AppStores } from './app.ts';
import { Banners } from './Banners.tsx';
import { DropZone } from './pictures/DropZone.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { Header } from './Header.tsx';
import { AppContext, useApp, useScreen, useSetup } from './hooks.tsx';
import { Part } from './Part.tsx';
import type { View } from './screen.ts';
import { Tray } from './pictures/Tray.tsx';
import { WatchView } from './watch/WatchView.tsx';
import './App.css';

// The first page does without the other views, and without the chart library, which is larger than all of it.
const Charts = lazy(() => import('../charts/Charts.tsx'));
const SilverView = lazy(async () => ({ default: (await import('./SilverView.tsx')).SilverView }));
const RunsView = lazy(() => import('./runs/RunsView.tsx'));
const AskView = lazy(() => import('./ask/AskView.tsx'));
const TeachHeader = lazy(async () => ({ default: (await import('./TeachHeader.tsx')).TeachHeader }));
const Learn = lazy(() => import('../learn/LearnView.tsx'));
const GroupsView = lazy(() => import('./groups/GroupsView.tsx'));
const SetupPanel = lazy(async () => ({ default: (await import('./setup/SetupPanel.tsx')).SetupPanel }));
const UndoOffer = lazy(async () => ({ default: (await import('./UndoOffer.tsx')).UndoOffer }));
// What numbers are is explained to those who ask.
const Explanation = lazy(() => import('./explain/Explanation.tsx'));
// Sheets lie over a view: the first page does without them.
const OpenSheet = lazy(() => import('./sheets/OpenSheet.tsx'));

export function App({ app }: { readonly app: AppStores }): ReactNode {
  return (
    <AppContext value={app}>
      <ErrorBoundary whole app={app}>
        <Page key={useStore(language)} />
      </ErrorBoundary>
    </AppContext>
  );
}

function Page(): ReactNode {
  const app = useApp();
  const view = useScreen((screen) => screen.view);
  const embedded = useScreen((screen) => screen.embedded);
  const lesson = useScreen((screen) => screen.lesson !== null);
  const noRail = useSetup(({ link }) => link.hide.includes('pictures') && link.hide.includes('setup'));
  const projected = useSetup(({ link }) => link.mode === 'teach') && lesson && !embedded;
  const frame = embedded
    ? 'embedded'
    : `${view === 'setup' ? 'setup-open' : ''} ${view === 'learn' || noRail ? 'no-rail' : ''}`;
  return (
    <>
      <a className="skip" href="#main">
        {strings.skip}
      </a>
      {projected ? (
        <Suspense fallback={null}>
          <TeachHeader />
        </Suspense>
      ) : (
        <Header />
      )}
      <div className={`frame ${frame}`}>
        {embedded ? null : (
          <aside className="rail" aria-label={strings.views.setup} tabIndex={-1}>
            <Part name="pictures">
              <Tray />
            </Part>
            <Part name="setup">
              <Suspense fallback={null}>
                <SetupPanel />
              </Suspense>
            </Part>
          </aside>
        )}
        <main id="main" tabIndex={-1}>
          {view === 'setup' ? <h1 className="only-heard setup-heading">{strings.views.setup}</h1> : null}
          <Banners />
          <ErrorBoundary key={view} app={app}>
            <CurrentView />
          </ErrorBoundary>
        </main>
      </div>
      <Announcer />
      <Sheet />
      <Blank />
      <DropZone />
      <Suspense fallback={null}>
        <Explanation />
      </Suspense>
    </>
  );
}

/** A sheet, or without one what can be taken back: under a sheet it could not be pressed. */
function Sheet(): ReactNode {
  const open = useScreen((screen) => screen.sheet !== null);
  return <Suspense fallback={null}>{open ? <OpenSheet /> : <UndoOffer />}</Suspense>;
}

/** The view on the screen, which says its name once it is drawn. */
function CurrentView(): ReactNode {
  // Drawn in slices: the page stays quick while a large view is put together.
  const view = useDeferredValue(useScreen((screen) => screen.view));
  return (
    <Suspense fallback={<p className="empty">{strings.opening}</p>}>
      <div data-view={view}>{viewNamed(view)}</div>
    </Suspense>
  );
}

/** A lesson stands above the view that it drives. */
const inLesson = (view: View): ReactNode => (
  <Suspense fallback={<p className="empty">{strings.opening}</p>}>
    {view === 'watch' ? <WatchView bare /> : viewNamed(view)}
  </Suspense>
);

function viewNamed(view: View): ReactNode {
  switch (view) {
    case 'groups':
      return <GroupsView />;
    case 'charts':
      return <Charts />;
    case 'silver':
      return <SilverView />;
    case 'runs':
      return <RunsView />;
    case 'ask':
      return <AskView />;
    case 'learn':
      return <Learn show={inLesson} />;
    case 'watch':
    case 'setup':
      return <WatchView />;
    default:
      return view satisfies never;
  }
}

/** Nothing to look at until the teacher goes on. */
function Blank(): ReactNode {
  const blank = useScreen((screen) => screen.blank);
  return blank ? <output className="blank">{strings.learn.blank}</output> : null;
}

/** Spoken when the run changes; never seen. */
function Announcer(): ReactNode {
  const text = useScreen((screen) => screen.announcement);
  return (
    <output className="only-heard" aria-live="polite" data-testid="announcer">
      {text}
    </output>
  );
}
