import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { createApp } from './app/app.ts';
import { LiveSource } from './app/session/liveSource.ts';
import { firstTheme, LANGUAGE_KEY, wire } from './app/wiring.ts';
import { isolatePage } from './device/isolation.ts';
import { wakeLock } from './device/wakeLock.ts';
import { firstLanguage, speak } from './ui/language/language.ts';
import './ui/tokens.css';
import './ui/base.css';
import './ui/modes.css';

/** What a visitor sees comes first. */
const KEEP_AFTER_MS = 3000;

// The development server sends the headers itself, and its files must never be copied.
if (import.meta.env.PROD) {
  void isolatePage();
  window.addEventListener('load', () =>
    setTimeout(() => void import('./device/offline.ts').then((it) => it.keepVisited()), KEEP_AFTER_MS),
  );
}

const app = createApp({
  query: location.search,
  hash: location.hash,
  theme: firstTheme(),
  makeLive: () => new LiveSource(),
  pictureSource: async (...request) =>
    (await import('./app/pictures/pictureSource.ts')).pictureSource(...request),
  openStore: async () => {
    const { opfsStore } = await import('./runs/opfsStore.ts');
    // The worker keeps the run and says what is wrong with the storage; the page only looks.
    return opfsStore(() => undefined);
  },
  claims: async () => (await import('./app/session/claims.ts')).claims(),
  wakeLock: wakeLock(),
  lessonMemory: {
    read: () => localStorage.getItem('visplay lessons'),
    write: (text) => localStorage.setItem('visplay lessons', text),
  },
});

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');
void speak(firstLanguage(localStorage.getItem(LANGUAGE_KEY), navigator.languages)).then(() => {
  createRoot(root).render(
    <StrictMode>
      <App app={app} />
    </StrictMode>,
  );
  wire(app);
});
