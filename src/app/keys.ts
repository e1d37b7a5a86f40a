/** Whether Command takes the place of Control on this machine. */
const isMac = (): boolean => /mac|iphone|ipad/i.test(globalThis.navigator?.platform ?? '');

/** A key as the actions write it. Control and Command are the same `Mod`. */
export function keyName(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey'> & Partial<Pick<KeyboardEvent, 'ctrlKey' | 'metaKey'>>,
): string {
  if (event.ctrlKey === true || event.metaKey === true) return `Mod+${event.key.toLowerCase()}`;
  if (event.key === ' ') return 'Space';
  const printable = event.key.length === 1;
  // A letter is the same key with the capitals lock on.
  if (/^[A-Z]$/.test(event.key)) return event.key.toLowerCase();
  return event.shiftKey && !printable ? `Shift+${event.key}` : event.key;
}

const signs: Readonly<Record<string, string>> = {
  ArrowRight: '→',
  ArrowLeft: '←',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Shift: '⇧',
};

/** A key as people read it: `⇧ →`, `Ctrl K`, `⌘ K`. */
export const keySigns = (key: string, mac = isMac()): string =>
  key
    .split('+')
    .map((part) =>
      part === 'Mod'
        ? mac
          ? '⌘'
          : 'Ctrl'
        : (signs[part] ?? (part.length === 1 ? part.toUpperCase() : part)),
    )
    .join(' ');
