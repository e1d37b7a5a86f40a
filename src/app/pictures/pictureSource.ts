import type { Picture } from '../../images/picture.ts';
import { thumbnail } from '../../images/thumbnail.ts';
import { collectionNamed } from '../../images/collections.ts';
import { strings } from '../../ui/strings.ts';
import type { PictureSource, TrayEvent, TrayRequest } from './tray.ts';

/** Longest edge of the copies that the tray and the inspector show, px. */
export const THUMBNAIL_EDGE = 192;
/** Work on the page is cut into pieces of about this length, ms. */
const SLICE_MS = 12;
/** Pictures drawn between two looks at the clock. */
const DRAWN_AT_ONCE = 4;

/** The real one: files are read in a worker, collections are drawn piece by piece; both are loaded when needed. */
export const pictureSource: PictureSource = async (request, onEvent) => {
  switch (request.kind) {
    case 'draw':
      return draw(request, onEvent);
    case 'take':
      return take(request, onEvent);
    case 'open':
      return open(request.saved, onEvent);
    default:
      return request satisfies never;
  }
};

async function take(
  { added, held, seed }: Extract<TrayRequest, { kind: 'take' }>,
  onEvent: (event: TrayEvent) => void,
): Promise<void> {
  const { addPictures } = await import('../../images/addPictures.ts');
  const breathe = breather();
  for await (const event of addPictures(added, { held, seed })) {
    switch (event.kind) {
      case 'scanning':
        onEvent({ kind: 'progress', work: 'scanning', done: event.files, of: 0 });
        break;
      case 'decoding':
        onEvent({ kind: 'progress', work: 'decoding', done: event.done, of: event.of });
        break;
      case 'picture':
        onEvent(shown(event.picture, event.notes));
        break;
      case 'duplicate':
        onEvent({ kind: 'duplicate' });
        break;
      case 'refusal':
        onEvent({ kind: 'refusal', refusal: event.refusal });
        break;
      case 'end':
        onEvent({ kind: 'end', said: event.summary.said });
        break;
      default:
        event satisfies never;
    }
    await breathe();
  }
}

async function draw(
  { collection, count, seed }: Extract<TrayRequest, { kind: 'draw' }>,
  onEvent: (event: TrayEvent) => void,
): Promise<void> {
  const [{ sampleCollection }, { CLEAN, domainNamed }] = await Promise.all([
    import('../../world/collection.ts'),
    import('../../world/domain.ts'),
  ]);
  const domain = domainNamed(collectionNamed(collection).name) ?? CLEAN;
  const breathe = breather();
  for (let start = 0; start < count; start += DRAWN_AT_ONCE) {
    const some = Math.min(DRAWN_AT_ONCE, count - start);
    for (const picture of sampleCollection({ domain, count: some, seed, start })) onEvent(shown(picture, []));
    onEvent({ kind: 'progress', work: 'drawing', done: start + some, of: count });
    await breathe();
  }
  onEvent({ kind: 'end', said: null });
}

async function open(saved: string, onEvent: (event: TrayEvent) => void): Promise<void> {
  const { openCollection } = await import('./collectionShelf.ts');
  const pictures = await openCollection(saved);
  const breathe = breather();
  for (const picture of pictures) {
    onEvent(shown(picture, []));
    await breathe();
  }
  onEvent({ kind: 'end', said: pictures.length === 0 ? strings.collections.gone(saved) : null });
}

const shown = (picture: Picture, notes: Extract<TrayEvent, { kind: 'picture' }>['notes']): TrayEvent => ({
  kind: 'picture',
  picture,
  thumbnail: thumbnail(picture, THUMBNAIL_EDGE),
  notes,
});

/** Gives the page its turn when a piece of work has taken long enough. */
function breather(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < SLICE_MS) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    since = performance.now();
  };
}
