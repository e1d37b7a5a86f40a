import type { ReactNode } from 'react';
import { Dialog } from '../../ui/Dialog.tsx';
import { laterStrings } from '../../ui/laterStrings.ts';
import { UndoOffer } from '../UndoOffer.tsx';
import { AdapterLine } from './AdapterLine.tsx';
import { HubSource } from './HubSource.tsx';
import { ModelList } from './ModelList.tsx';
import { OtherModel } from './OtherModel.tsx';
import { PackingChoice } from './PackingChoice.tsx';
import { RecipeChoice } from './RecipeChoice.tsx';
import { useLook } from './useModels.tsx';
import { WantedModel } from './WantedModel.tsx';
import './Models.css';

const words = laterStrings.models;

/** Which model a run starts from: what is here, what can be fetched, and where from. */
export default function ModelSheet({ onClose }: { readonly onClose: () => void }): ReactNode {
  useLook();
  return (
    <Dialog title={words.title} className="model-sheet" onClose={onClose}>
      <div className="body">
        <p className="soft small">{words.lead}</p>
        <WantedModel />
        <AdapterLine />
        <ModelList />
        <PackingChoice />
        <RecipeChoice />
        <OtherModel />
        <HubSource />
        <UndoOffer />
      </div>
    </Dialog>
  );
}
