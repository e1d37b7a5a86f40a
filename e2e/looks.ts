/* oxlint-disable unicorn/consistent-function-scoping -- what runs in the page must stand alone */
import type { Page } from '@playwright/test';

/**
 * What is wrong with the layout: a page or a sheet that scrolls sideways, and controls that lie over one another or
 * reach beyond its edge.
 */
export const flaws = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const said: string[] = [];
    const width = document.documentElement.clientWidth;
    const wide = document.documentElement.scrollWidth - width;
    if (wide > 0) said.push(`the page is ${wide} px too wide`);
    // Under a modal dialog the page can neither be read nor pressed.
    const root = document.querySelector('dialog[open]') ?? document.body;
    const within = root === document.body ? 0 : root.scrollWidth - root.clientWidth;
    if (within > 0) said.push(`the sheet is ${within} px too wide`);
    const named = (element: Element): string =>
      (element.textContent || element.getAttribute('aria-label') || element.tagName).trim().slice(0, 40);
    /** What is visible of an element: within all that scrolls or clips around it. */
    const seen = (element: Element): DOMRect | null => {
      const box = element.getBoundingClientRect();
      let [left, right, top, bottom] = [box.left, box.right, box.top, box.bottom];
      for (let around = element.parentElement; around !== null; around = around.parentElement) {
        if (getComputedStyle(around).overflow === 'visible' || around === document.documentElement) continue;
        const bounds = around.getBoundingClientRect();
        left = Math.max(left, bounds.left);
        right = Math.min(right, bounds.right);
        top = Math.max(top, bounds.top);
        bottom = Math.min(bottom, bounds.bottom);
      }
      return right - left > 1 && bottom - top > 1 ? new DOMRect(left, top, right - left, bottom - top) : null;
    };
    const fixed = (element: Element): boolean => {
      // A dialog is fixed itself: within it counts what stays while the rest of it scrolls.
      for (let one: Element | null = element; one !== null && one !== root; one = one.parentElement) {
        const { position } = getComputedStyle(one);
        if (position === 'fixed' || position === 'sticky') return true;
      }
      return false;
    };
    const controls = [...root.querySelectorAll<HTMLElement>('a, button, select, input, summary, .chip')]
      .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
      .filter((element) => element.closest('.skip, .only-heard') === null)
      // Two thumbs share one track: it lets presses through to the one that is meant.
      .filter((element) => getComputedStyle(element).pointerEvents !== 'none')
      .flatMap((element) => {
        const box = seen(element);
        return box === null ? [] : [{ element, box, name: named(element), fixed: fixed(element) }];
      });
    for (const { box, name } of controls) {
      if (box.left < -1 || box.right > width + 1) said.push(`"${name}" reaches beyond the page`);
    }
    for (const [at, one] of controls.entries()) {
      for (const other of controls.slice(at + 1)) {
        // What stays in place covers what scrolls under it; and a control may hold another.
        if (one.fixed !== other.fixed) continue;
        if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        if (across > 1.5 && down > 1.5) said.push(`"${one.name}" lies over "${other.name}"`);
      }
    }
    return said;
  });

/** The page is drawn as it will stay: fonts, lazy parts and deferred views are there. */
export const settled = (page: Page): Promise<void> =>
  page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );

/** How what is in sight is laid out: for each place among tags and classes, the boxes that stand there. */
export const boxes = (page: Page): Promise<Record<string, string>> =>
  page.evaluate(() => {
    const main = document.querySelector('main')!;
    const found: Record<string, string> = {};
    for (const element of main.querySelectorAll<HTMLElement>('*')) {
      if (!(element instanceof HTMLElement) || !element.checkVisibility()) continue;
      let place = '';
      for (let one: Element = element; one !== main; one = one.parentElement!)
        place = `${one.tagName.toLowerCase()}${[...one.classList].map((name) => `.${name}`).join('')} ${place}`;
      const { display, padding, gap, border, fontSize } = getComputedStyle(element);
      found[place.trim()] ??= [display, padding, gap, border, fontSize].join(' | ');
    }
    return found;
  });

/** Texts that can be seen and are smaller than 20 px. */
export const smallTexts = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const small: string[] = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const { parentElement: parent, textContent: text } = node;
      if (parent === null || (text ?? '').trim() === '' || !parent.checkVisibility()) continue;
      // The chart library measures its figures beyond the edge of the page.
      const unseen = '.only-heard, .skip, option, style, script, #recharts_measurement_span';
      if (parent.closest(unseen) !== null) continue;
      // A drawing is as large as it is scaled.
      const scale = parent instanceof SVGGraphicsElement ? (parent.getScreenCTM()?.a ?? 1) : 1;
      const size = Math.round(10 * scale * Number.parseFloat(getComputedStyle(parent).fontSize)) / 10;
      if (size < 20) small.push(`${size}px: ${text}`);
    }
    return small;
  });
