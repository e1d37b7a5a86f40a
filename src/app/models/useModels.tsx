import { useEffect, useState } from 'react';
import { faultOf } from '../../errors.ts';
import { useStore } from 'zustand';
import { useApp, useSetup } from '../hooks.tsx';
import { rememberedFolder, rememberFolder, type FolderHandle } from './folderShelf.ts';
import { modelsOf, placeOf, type ModelsState } from './models.ts';
import type { Place } from './modelCalls.ts';

export const useModels = <T,>(select: (state: ModelsState) => T): T => useStore(modelsOf(useApp()), select);

/** What a run of the setup would be computed on. */
export function usePlace(): Place {
  const machine = useStore(useApp().machine);
  const backend = useSetup(({ link }) => link.backend);
  const budget = useSetup(({ link }) => link.config['device.memoryBudget']);
  const packing = useSetup(({ link }) => link.packing);
  return placeOf(backend, machine, budget, packing);
}

/** Looks at what is stored and at what fits: when the sheet opens, for another device, and for another dropped folder. */
export function useLook(): void {
  const app = useApp();
  const { backend, cap, packing } = usePlace();
  const dropped = useModels((state) => state.dropped);
  useEffect(() => {
    const models = modelsOf(app);
    void models
      .look()
      .then(() => models.weigh({ backend, cap, packing }, dropped))
      .catch((thrown: unknown) => app.session.report(faultOf(thrown)));
  }, [app, backend, cap, packing, dropped]);
}

/** The folder that an earlier visit gave under a key, null while it is looked for and where there is none; and how to forget it. */
export function useRemembered(key: string | null): {
  readonly handle: FolderHandle | null;
  readonly forget: () => void;
} {
  const [handle, setHandle] = useState<FolderHandle | null>(null);
  useEffect(() => {
    let here = true;
    const found = key === null ? Promise.resolve(null) : rememberedFolder(key).catch(() => null);
    void found.then((one) => {
      if (here) setHandle(one);
    });
    return () => {
      here = false;
    };
  }, [key]);
  const forget = (): void => {
    setHandle(null);
    if (key !== null) void rememberFolder(key, null).catch(() => undefined);
  };
  return { handle, forget };
}
