import { useEffect } from 'react';
import { faultOf } from '../../errors.ts';
import { useStore } from 'zustand';
import { useApp, useSetup } from '../hooks.tsx';
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

/** Looks at what is stored and at what fits, when the sheet opens and whenever the device of the setup changes. */
export function useLook(): void {
  const app = useApp();
  const { backend, cap, packing } = usePlace();
  useEffect(() => {
    const models = modelsOf(app);
    void models
      .look()
      .then(() => models.weigh({ backend, cap, packing }))
      .catch((thrown: unknown) => app.session.report(faultOf(thrown)));
  }, [app, backend, cap, packing]);
}
