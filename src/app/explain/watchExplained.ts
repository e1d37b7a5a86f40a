import { placeAfter } from '../../ui/arrowKeys.ts';

/** What is asked about: the element, and what it says of itself. */
export interface AskedNumber {
  readonly element: HTMLElement;
  readonly what: string;
  readonly filled: string | null;
  readonly at: string | null;
  /** The number as it is printed. */
  readonly printed: string;
}

/** Passing over a table explains nothing; who stays, wants to know, ms. */
const STAY = 120;
/** A control that has something else to do is explained to those who stop at it, ms. */
const STOP = 700;
/** Time for the way from the number to its explanation, ms. */
const LEAVE = 250;

const asked = (element: HTMLElement): AskedNumber => ({
  element,
  what: element.dataset['explain'] ?? '',
  filled: element.dataset['filled'] ?? null,
  at: element.dataset['at'] ?? null,
  printed: element.textContent.trim(),
});

const saidBy = (element: HTMLElement): string => JSON.stringify([element.dataset, element.textContent]);

const marked = '[data-explain]';

/** The number that is pointed at, or under which one is. */
const numberAt = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>(marked) : null;

/** The number of the same kind that an arrow key leads to from a number in a list. */
function kinAfter({ key, target }: KeyboardEvent): HTMLElement | undefined {
  if (!(target instanceof HTMLElement) || !target.matches(marked)) return undefined;
  const list = target.closest('[data-arrows]');
  const kin = [
    ...(list?.querySelectorAll<HTMLElement>(`[data-explain="${target.dataset['explain']}"]`) ?? []),
  ];
  return kin[placeAfter(key, kin.indexOf(target), kin.length) ?? -1];
}

/**
 * Tells which number is asked about: pointed at, focused, or tapped; null when none is any more. Escape, leaving it and
 * what makes it go away end it; a number that changes meanwhile is told again.
 *
 * @param holds whether something lies within the explanation, which may be pointed at itself
 * @returns what stops it
 */
export function watchExplained(
  tell: (number: AskedNumber | null) => void,
  holds: (target: EventTarget | null) => boolean,
): () => void {
  let shown: HTMLElement | null = null;
  let told = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const changes = new MutationObserver(() => {
    if (shown === null) return;
    if (!shown.isConnected) show(null);
    else if (told !== saidBy(shown)) show(shown);
  });

  function show(element: HTMLElement | null): void {
    clearTimeout(timer);
    if (shown !== element) changes.disconnect();
    if (element !== null && element !== shown) {
      changes.observe(element, {
        attributeFilter: ['data-explain', 'data-filled', 'data-at'],
        characterData: true,
        childList: true,
        subtree: true,
      });
      // It may be taken away with what holds it.
      const view = element.closest('main, dialog');
      if (view !== null) changes.observe(view, { childList: true, subtree: true });
    }
    shown = element;
    told = element === null ? '' : saidBy(element);
    tell(element === null ? null : asked(element));
  }
  function later(element: HTMLElement | null, ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => show(element), ms);
  }

  const pointed = ({ target, pointerType }: PointerEvent): void => {
    if (pointerType !== 'mouse') return;
    const element = numberAt(target);
    if (element !== null) {
      if (element === shown) clearTimeout(timer);
      else later(element, STAY);
    } else if (holds(target)) clearTimeout(timer);
    else if (shown !== document.activeElement) later(null, LEAVE);
    else clearTimeout(timer);
  };
  const focused = ({ target }: FocusEvent): void => {
    if (!(target instanceof HTMLElement) || !target.matches(':focus-visible')) return;
    if (target.matches(marked)) show(target);
    else {
      const within = target.matches('button, a') ? target.querySelector<HTMLElement>(marked) : null;
      if (within !== null) later(within, STOP);
    }
  };
  const left = ({ relatedTarget }: FocusEvent): void => {
    if (shown !== null && !holds(relatedTarget)) show(null);
  };
  const pressed = ({ target }: MouseEvent): void => {
    const element = numberAt(target);
    if (element !== null) show(element);
    else if (shown !== null && !holds(target)) show(null);
  };
  const key = (event: KeyboardEvent): void => {
    const next = kinAfter(event);
    if (next !== undefined) {
      event.preventDefault();
      next.focus();
    }
    if (event.key !== 'Escape' || shown === null) return;
    event.stopPropagation();
    event.preventDefault();
    show(null);
  };
  const listening = new AbortController();
  const { signal } = listening;
  document.addEventListener('pointerover', pointed, { signal });
  document.addEventListener('focusin', focused, { signal });
  document.addEventListener('focusout', left, { signal });
  document.addEventListener('click', pressed, { signal });
  document.addEventListener('keydown', key, { signal, capture: true });
  return () => {
    listening.abort();
    changes.disconnect();
    clearTimeout(timer);
  };
}
