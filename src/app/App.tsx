import { lazy, Suspense, useDeferredValue, type ReactNode } from 'react';
import { strings } from '../ui/strings.ts';
import type { App as AppStores } from './app.ts';
import { Banners } from './Banners.tsx';
import { DropZone } from './pictures/DropZone.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { exportEvents } from './exports.ts';
import { GroupsView } from './groups/GroupsView.tsx';
import { Header } from './Header.tsx';
import { AppContext, useScreen } from './hooks.tsx';
import { SetupPanel } from './setup/SetupPanel.tsx';
import { ShortcutsDialog } from './ShortcutsDialog.tsx';
import { SilverView } from './SilverView.tsx';
import { Tray } from './pictures/Tray.tsx';
import { WatchView } from './watch/WatchView.tsx';
import './App.css';

// The chart library is larger than everything else on the page: it comes when a chart is looked at.
const Charts = lazy(() => import('../charts/Charts.tsx'));
const RunsView = lazy(() => import('./runs/RunsView.tsx'));
const AskView = lazy(() => import('./ask/AskView.tsx'));

export function App({ app }: { readonly app: AppStores }): ReactNode {
  return (
    <AppContext value={app}>
      <ErrorBoundary onSave={() => void exportEvents(app)}>
        <Page />
      </ErrorBoundary>
    </AppContext>
  );
}

function Page(): ReactNode {
  const view = useScreen((screen) => screen.view);
  return (
    <>
      <a className="skip" href="#main">
        {strings.skip}
      </a>
      <Header />
      <div className={`frame ${view === 'setup' ? 'setup-open' : ''}`}>
        <aside className="rail" aria-label={strings.views.setup} tabIndex={-1}>
          <Tray />
          <SetupPanel />
        </aside>
        <main id="main" tabIndex={-1}>
          <Banners />
          <CurrentView />
        </main>
      </div>
      <Announcer />
      <ShortcutsDialog />
      <DropZone />
    </>
  );
}

function CurrentView(): ReactNode {
  // Drawn in slices: the page stays quick while a large view is put together.
  const view = useDeferredValue(useScreen((screen) => screen.view));
  switch (view) {
    case 'groups':
      return <GroupsView />;
    case 'charts':
      return (
        <Suspense fallback={<p className="empty">{strings.charts.loading}</p>}>
          <Charts />
        </Suspense>
      );
    case 'silver':
      return <SilverView />;
    case 'runs':
      return (
        <Suspense fallback={null}>
          <RunsView />
        </Suspense>
      );
    case 'ask':
      return (
        <Suspense fallback={null}>
          <AskView />
        </Suspense>
      );
    case 'watch':
    case 'setup':
      return <WatchView />;
    default:
      return view satisfies never;
  }
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
