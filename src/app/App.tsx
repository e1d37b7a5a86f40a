import { lazy, Suspense, useDeferredValue, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { language } from '../ui/language/language.ts';
import { strings } from '../ui/strings.ts';
import type { App as AppStores } from './app.ts';
import { Banners } from './Banners.tsx';
import { DropZone } from './pictures/DropZone.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { exportEvents } from './exports.ts';
import { Header } from './Header.tsx';
import { AppContext, useScreen, useSetup } from './hooks.tsx';
import { Part } from './Part.tsx';
import { SetupPanel } from './setup/SetupPanel.tsx';
import { ShareDialog } from './ShareDialog.tsx';
import { ShortcutsDialog } from './ShortcutsDialog.tsx';
import type { View } from './screen.ts';
import { TeachHeader } from './TeachHeader.tsx';
import { Tray } from './pictures/Tray.tsx';
import { WatchView } from './watch/WatchView.tsx';
import './App.css';

// The chart library is larger than everything else on the page: it comes when a chart is looked at.
const Charts = lazy(() => import('../charts/Charts.tsx'));
// So do the views that most visits open later or never: the first page stays small.
const SilverView = lazy(async () => ({ default: (await import('./SilverView.tsx')).SilverView }));
const RunsView = lazy(() => import('./runs/RunsView.tsx'));
const AskView = lazy(() => import('./ask/AskView.tsx'));
const Learn = lazy(() => import('../learn/LearnView.tsx'));
const GroupsView = lazy(() => import('./groups/GroupsView.tsx'));

export function App({ app }: { readonly app: AppStores }): ReactNode {
  return (
    <AppContext value={app}>
      <ErrorBoundary onSave={() => void exportEvents(app)}>
        <Page key={useStore(language)} />
      </ErrorBoundary>
    </AppContext>
  );
}

function Page(): ReactNode {
  const view = useScreen((screen) => screen.view);
  const lesson = useScreen((screen) => screen.lesson !== null);
  const noRail = useSetup(({ link }) => link.hide.includes('pictures') && link.hide.includes('setup'));
  const projected = useSetup(({ link }) => link.mode === 'teach') && lesson;
  return (
    <>
      <a className="skip" href="#main">
        {strings.skip}
      </a>
      {projected ? <TeachHeader /> : <Header />}
      <div
        className={`frame ${view === 'setup' ? 'setup-open' : ''} ${view === 'learn' || noRail ? 'no-rail' : ''}`}
      >
        <aside className="rail" aria-label={strings.views.setup} tabIndex={-1}>
          <Part name="pictures">
            <Tray />
          </Part>
          <Part name="setup">
            <SetupPanel />
          </Part>
        </aside>
        <main id="main" tabIndex={-1}>
          <Banners />
          <CurrentView />
        </main>
      </div>
      <Announcer />
      <ShortcutsDialog />
      <ShareDialog />
      <Blank />
      <DropZone />
    </>
  );
}

function CurrentView(): ReactNode {
  // Drawn in slices: the page stays quick while a large view is put together.
  const view = useDeferredValue(useScreen((screen) => screen.view));
  return viewNamed(view);
}

/** A lesson stands above the view that it drives. */
const inLesson = (view: View): ReactNode => (view === 'watch' ? <WatchView bare /> : viewNamed(view));

const viewNamed = (view: View): ReactNode => <Suspense fallback={null}>{contentOf(view)}</Suspense>;

function contentOf(view: View): ReactNode {
  switch (view) {
    case 'groups':
      return (
        <Suspense fallback={<p className="empty">{strings.groups.loading}</p>}>
          <GroupsView />
        </Suspense>
      );
    case 'charts':
      return (
        <Suspense fallback={<p className="empty">{strings.charts.loading}</p>}>
          <Charts />
        </Suspense>
      );
    case 'silver':
      return <SilverView />;
    case 'runs':
      return <RunsView />;
    case 'ask':
      return <AskView />;
    case 'learn':
      return (
        <Suspense fallback={<p className="empty">{strings.learn.opening}</p>}>
          <Learn show={inLesson} />
        </Suspense>
      );
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
