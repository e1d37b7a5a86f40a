import type { HubFile } from './client.ts';
import { Speed } from './speed.ts';

/** Where a download is. */
export interface DownloadProgress {
  readonly file: string;
  readonly loadedBytes: number;
  readonly totalBytes: number;
  /** of all files together */
  readonly allLoaded: number;
  readonly allTotal: number;
  /** null until there is something to go by */
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
}

export interface TallyOptions {
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** seconds; for tests */
  readonly now?: () => number;
}

/** Nobody waits for more, and a stall says nothing of what is left; seconds. */
const longest = 100 * 3600;

/** What has come of all files, and how fast. */
export class Tally {
  readonly #options: TallyOptions;
  readonly #total: number;
  readonly #loaded = new Map<string, number>();
  readonly speed: Speed;

  constructor(listed: readonly HubFile[], options: TallyOptions) {
    this.#options = options;
    this.#total = listed.reduce((sum, { size }) => sum + size, 0);
    this.speed = new Speed(options.now ?? (() => performance.now() / 1000));
  }

  at({ path, size }: HubFile, loaded: number): void {
    this.#loaded.set(path, loaded);
    const allLoaded = [...this.#loaded.values()].reduce((sum, bytes) => sum + bytes, 0);
    const { bytesPerSecond } = this.speed;
    const left = this.#total - allLoaded;
    this.#options.onProgress?.({
      file: path,
      loadedBytes: loaded,
      totalBytes: size,
      allLoaded,
      allTotal: this.#total,
      bytesPerSecond,
      secondsLeft: bytesPerSecond === null || left > longest * bytesPerSecond ? null : left / bytesPerSecond,
    });
  }
}
