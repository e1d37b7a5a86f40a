/**
 * Moves the focus among the buttons of a list with the arrow keys, Home and End. Goes on the buttons; the list carries
 * `data-arrows`, which also keeps the page's own arrow keys away.
 */
export function moveFocus(event: {
  readonly key: string;
  readonly currentTarget: Element;
  preventDefault(): void;
}): void {
  const list = event.currentTarget.closest('[data-arrows]');
  const buttons = [...(list?.querySelectorAll<HTMLElement>('button:not(:disabled)') ?? [])];
  const at = buttons.findIndex((button) => button === document.activeElement);
  const next = placeAfter(event.key, at, buttons.length);
  if (next === null) return;
  event.preventDefault();
  buttons[next]?.focus();
  buttons[next]?.click();
}

/** The place that a key leads to from `at` among `length`; null for a key that does not move. */
export function placeAfter(key: string, at: number, length: number): number | null {
  switch (key) {
    case 'ArrowDown':
    case 'ArrowRight':
      return Math.min(length - 1, at + 1);
    case 'ArrowUp':
    case 'ArrowLeft':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    default:
      return null;
  }
}
