/** A thread of a pool in the browser: says that it has started, and serves until it is terminated. */
import { serve, type ThreadTask } from './serve.ts';

addEventListener(
  'message',
  ({ data }: MessageEvent<ThreadTask>) => {
    postMessage('ready');
    serve(data);
  },
  { once: true },
);
