import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { createApp } from './app/app.ts';
import { LiveSource } from './app/session/liveSource.ts';
import { pictureSource } from './app/pictures/pictureSource.ts';
import { firstTheme, wire } from './app/wiring.ts';
import { keepVisited } from './device/offline.ts';
import { isolatePage } from './device/isolation.ts';
import { wakeLock } from './device/wakeLock.ts';
import './ui/tokens.css';
import './ui/base.css';

/** What a visitor sees comes first. */
const KEEP_AFTER_MS = 3000;

// The development server sends the headers itself, and its files must never be copied.
if (import.meta.env.PROD) {
  void isolatePage();
  window.addEventListener('load', () => setTimeout(() => void keepVisited(), KEEP_AFTER_MS));
}

const app = createApp({
  query: location.search,
  hash: location.hash,
  theme: firstTheme(),
  makeLive: () => new LiveSource(),
  pictureSource,
  openStore: async () => {
    const { opfsStore } = await import('./runs/opfsStore.ts');
    // The worker keeps the run and says what is wrong with the storage; the page only looks.
    return opfsStore(() => undefined);
  },
  wakeLock: wakeLock(),
});

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');
createRoot(root).render(
  <StrictMode>
    <App app={app} />
  </StrictMode>,
);
wire(app);
