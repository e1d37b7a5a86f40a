import { describe, expect, it } from 'vitest';
import { checkQuestion, sceneOfPicture } from './check.ts';
import { sampleCollection } from './collection.ts';
import { CLEAN, domainNamed, domainText, shifted } from './domain.ts';
import { type Gold, openGold, seal } from './gold.ts';
import { SKILLS } from './program.ts';
import { heldOutSuite, type SuiteItem } from './suite.ts';

const SUITE = heldOutSuite({ domain: CLEAN, count: 241, seed: 1 });

/** The item with its pixels as text: comparing byte arrays item by item takes seconds. */
function plain(item: SuiteItem): object {
  return { ...item, picture: { ...item.picture, rgb: Buffer.from(item.picture.rgb).toString('base64') } };
}

describe('heldOutSuite', () => {
  it('asks of every skill equally, one question a picture', () => {
    for (const skill of SKILLS) {
      const asked = SUITE.filter((item) => item.skill === skill).length;
      expect([20, 21]).toContain(asked);
    }
    expect(new Set(SUITE.map((item) => item.id)).size).toBe(241);
    expect(new Set(SUITE.map((item) => item.picture.id)).size).toBe(241);
  });

  it('has the gold answer that the scene behind the picture gives', () => {
    for (const item of SUITE) {
      const checked = checkQuestion(sceneOfPicture(item.picture.id)!, item.question);
      expect(checked).toMatchObject({ wellPosed: true, type: item.type, skill: item.skill });
      expect(checked.gold).toEqual(item.gold);
    }
  });

  it('is the same suite again, and the same questions in the shifted domain', () => {
    expect(heldOutSuite({ domain: CLEAN, count: 241, seed: 1 }).map(plain)).toEqual(SUITE.map(plain));
    const other = heldOutSuite({ domain: shifted(), count: 241, seed: 1 });
    expect(other.map((item) => item.question)).toEqual(SUITE.map((item) => item.question));
    expect(other[0]!.picture.rgb).not.toEqual(SUITE[0]!.picture.rgb);
  });
});

describe('sampleCollection', () => {
  it('gives pictures of its own, never those of a suite of the same seed', () => {
    const pictures = sampleCollection({ domain: CLEAN, count: 241, seed: 1 });
    expect(pictures[7]).toMatchObject({ id: 'world-clean-pool-1-7', width: 64, height: 64 });
    const bytes = new Set(pictures.map((picture) => Buffer.from(picture.rgb).toString('base64')));
    expect(bytes.size).toBe(241);
    for (const { picture } of SUITE)
      expect(bytes.has(Buffer.from(picture.rgb).toString('base64'))).toBe(false);
  });

  it('goes on where an earlier collection ended', () => {
    const all = sampleCollection({ domain: CLEAN, count: 20, seed: 5 });
    const rest = sampleCollection({ domain: CLEAN, count: 8, seed: 5, start: 12 });
    expect(rest.map(({ id, rgb }) => [id, Buffer.from(rgb)])).toEqual(
      all.slice(12).map(({ id, rgb }) => [id, Buffer.from(rgb)]),
    );
  });

  it('refuses a seed that is no whole number', () => {
    expect(() => sampleCollection({ domain: CLEAN, count: 1, seed: -1 })).toThrow('give a whole number');
    expect(() => sampleCollection({ domain: CLEAN, count: 1, seed: 0.5 })).toThrow('give a whole number');
  });
});

describe('Gold', () => {
  it('is no answer until it is opened', () => {
    const gold: Gold<string> = seal('3');
    // @ts-expect-error A sealed answer is not a string, so it cannot become a label.
    const label: string = gold;
    expect(label).not.toBe('3');
    expect(openGold(structuredClone(gold), 'measure')).toBe('3');
  });
});

describe('sceneOfPicture', () => {
  it('knows its own ids only', () => {
    expect(sceneOfPicture('world-shifted-50-pool-3-9')).toEqual(sceneOfPicture('world-clean-pool-3-9'));
    for (const id of [
      '',
      'photo.png',
      'world-clean-train-1-2',
      'world-clean-pool-4294967296-2',
      'world-clean-pool-1',
    ]) {
      expect(sceneOfPicture(id)).toBeUndefined();
    }
  });
});

describe('domainNamed', () => {
  it('reads the names it writes and no others', () => {
    for (const domain of [CLEAN, shifted(), shifted(1), shifted(100)]) {
      expect(domainNamed(domainText(domain))).toEqual(domain);
    }
    for (const text of ['', 'dark', 'shifted-0', 'shifted-101', 'shifted-x'])
      expect(domainNamed(text)).toBeUndefined();
    expect(() => shifted(0)).toThrow('from 1 to 100');
  });
});
