import { createStore, type StoreApi } from 'zustand/vanilla';
import { faultOf, type Fault } from '../../errors.ts';
import type { HubRepo } from '../../hub/address.ts';
import type { PushProgress } from '../../hub/push.ts';
import { trainsAdapter } from '../../loop/adapterUse.ts';
import type { Role } from '../../loop/events.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { runName } from '../../runs/runName.ts';
import type { App } from '../app.ts';
import { lateStore } from '../lateStore.ts';
import { modelsOf } from '../models/models.ts';
import { refFrom } from '../models/modelRef.ts';
import type { RunLines } from '../runs/libraryCalls.ts';
import { modelCard, settingsOf } from './modelCard.ts';
import { weightsOf } from './weightsOf.ts';

interface PushState {
  /** Null while nothing is pushed. */
  readonly phase: PushProgress['phase'] | 'weights' | null;
  readonly progress: PushProgress | null;
  /** Of the last commit. */
  readonly url: string | null;
  readonly fault: Fault | null;
}

/** What is pushed where. */
export interface PushChoice {
  readonly lines: RunLines;
  readonly role: Role;
  readonly merged: boolean;
  readonly repo: HubRepo;
  readonly private: boolean;
}

/** A push goes on while the sheet is closed. */
export interface Pushing extends StoreApi<PushState> {
  start(choice: PushChoice): Promise<void>;
}

/** The card of a run for a repository. */
export function cardOf({ lines, role, merged, repo }: Omit<PushChoice, 'private'>): string {
  const { header } = lines;
  const link = header?.model.link;
  const ref = link === undefined ? null : refFrom(link);
  const adapted = header !== null && trainsAdapter(header.config, header.model.parameters);
  return modelCard(lines, {
    role,
    repo: repo.id,
    form: adapted && !merged ? 'adapter' : 'checkpoint',
    base: ref?.kind === 'hub' ? ref.id : null,
  });
}

function createPushing(app: App): Pushing {
  const store = createStore<PushState>(() => ({ phase: null, progress: null, url: null, fault: null }));
  const { setState: set, getState: get } = store;
  return {
    ...store,
    async start(choice) {
      const { header } = choice.lines;
      const models = modelsOf(app);
      const token = models.tokenFor(choice.repo.host);
      if (get().phase !== null || header === null || token === null) return;
      set({ phase: 'weights', progress: null, url: null, fault: null });
      try {
        const zip = await weightsOf(app, header, choice.role, choice.merged);
        if (zip === null) return;
        const texts = new Map([
          ['README.md', cardOf(choice)],
          ['visplay.json', JSON.stringify(settingsOf(header), null, 2)],
        ]);
        const summary = laterStrings.push.summary(choice.role, runName(header.runId));
        const url = await models.push(
          { repo: choice.repo, token, private: choice.private, summary, zip, texts },
          (progress) => set({ phase: progress.phase, progress }),
        );
        set({ url });
      } catch (thrown) {
        set({ fault: faultOf(thrown) });
      } finally {
        set({ phase: null });
      }
    },
  };
}

export const pushingOf = lateStore(createPushing);
