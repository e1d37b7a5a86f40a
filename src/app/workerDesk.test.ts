import { expect, test } from 'vitest';
import { workerDesk, type Numbered } from './workerDesk.ts';

type Request = { readonly kind: 'count'; readonly to: number };
type Reply =
  | { readonly kind: 'counted'; readonly to: number }
  | { readonly kind: 'at'; readonly number: number }
  | { readonly kind: 'fault'; readonly fault: { code: string; said: string; fix: string } };

/** A worker that a test answers for. */
class Scripted extends EventTarget {
  readonly asked: Numbered<Request>[] = [];
  ended = false;
  postMessage(request: Numbered<Request>): void {
    this.asked.push(request);
  }
  terminate(): void {
    this.ended = true;
  }
  reply(id: number, reply: Reply): void {
    this.dispatchEvent(new MessageEvent('message', { data: { ...reply, id } }));
  }
}

function desk() {
  const workers: Scripted[] = [];
  const ask = workerDesk<Request, Reply>(
    () => {
      const worker = new Scripted();
      workers.push(worker);
      return worker;
    },
    (why) => ({ code: 'crashed', said: `It stopped${why}.`, fix: 'Try again.' }),
  );
  return { ask, workers };
}

test('answers find those who asked, in whatever order, and what comes before is heard', async () => {
  const { ask, workers } = desk();
  expect(workers).toHaveLength(0);
  const heard: Reply[] = [];
  const first = ask({ kind: 'count', to: 1 }, 'counted', (reply) => heard.push(reply));
  const second = ask({ kind: 'count', to: 2 }, 'counted');
  expect(workers).toHaveLength(1);
  const [worker] = workers;
  expect(worker!.asked).toEqual([
    { kind: 'count', to: 1, id: 0 },
    { kind: 'count', to: 2, id: 1 },
  ]);
  worker!.reply(1, { kind: 'counted', to: 2 });
  worker!.reply(0, { kind: 'at', number: 1 });
  worker!.reply(0, { kind: 'counted', to: 1 });
  worker!.reply(0, { kind: 'at', number: 2 });
  expect([await first, await second].map(({ to }) => to)).toEqual([1, 2]);
  expect(heard).toMatchObject([{ kind: 'at', number: 1 }]);
});

test('a fault is thrown to the one who asked, a crash to all, and the next request starts anew', async () => {
  const { ask, workers } = desk();
  const refused = ask({ kind: 'count', to: 1 }, 'counted');
  const lost = ask({ kind: 'count', to: 2 }, 'counted');
  workers[0]!.reply(0, { kind: 'fault', fault: { code: 'no', said: 'No.', fix: 'Ask less.' } });
  await expect(refused).rejects.toMatchObject({ code: 'no' });
  const event = Object.assign(new Event('error', { cancelable: true }), { message: 'out of memory' });
  workers[0]!.dispatchEvent(event);
  await expect(lost).rejects.toMatchObject({
    code: 'crashed',
    message: expect.stringContaining('out of memory'),
  });
  expect(event.defaultPrevented).toBe(true);
  expect(workers[0]!.ended).toBe(true);
  const again = ask({ kind: 'count', to: 3 }, 'counted');
  expect(workers).toHaveLength(2);
  workers[1]!.reply(2, { kind: 'counted', to: 3 });
  expect((await again).to).toBe(3);
});
