import type { ReactNode } from 'react';
import type { PackingChoice as Packing } from '../../loop/protocol.ts';
import { size } from '../../ui/figures.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useApp, useSetup } from '../hooks.tsx';
import { needOfLink } from './modelRows.ts';
import { useModels, usePlace } from './useModels.tsx';

const words = laterStrings.models;
const choices: readonly Packing[] = ['auto', 'exact', '8bit', '4bit'];

/** How the chosen model's frozen weights are held, what each way takes and what it costs; the embedded one is held as it is. */
export function PackingChoice(): ReactNode {
  const { setup } = useApp();
  const link = useSetup((state) => state.link);
  const place = usePlace();
  const state = useModels((models) => models);
  if (link.model === null) return null;
  const found = needOfLink(state, link.model);
  const need = found !== null && 'held' in found ? found : null;
  const onWasm = place.backend === 'wasm';
  // What a link asks for cannot be had there.
  const chosen = onWasm ? 'auto' : link.packing;
  return (
    <section aria-labelledby="packing-title">
      <h3 id="packing-title">{words.packing}</h3>
      <p className="soft small">{onWasm ? words.packingWasm : words.packingWhy}</p>
      <ul className="packings">
        {choices.map((one) => {
          const held = need === null ? null : one === 'auto' ? need.weights : need.held[one];
          return (
            <li key={one}>
              <label className="tick">
                <input
                  type="radio"
                  name="packing"
                  checked={chosen === one}
                  disabled={onWasm && one !== 'auto'}
                  onChange={() => setup.choosePacking(one)}
                />
                <span>
                  {words.packings[one]}
                  <span className="soft small number">
                    {' '}
                    {words.packingAbout[one]}
                    {held === null || (onWasm && one !== 'auto')
                      ? null
                      : ` (${words.packingTakes(size(held))}${one === 'auto' && need!.packing !== 'exact' ? `, ${words.heldIn[need!.packing]}` : ''})`}
                  </span>
                </span>
              </label>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
