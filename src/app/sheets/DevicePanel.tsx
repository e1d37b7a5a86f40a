import { useEffect, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { detailsOf, reportOf, type Details, type Use } from '../../device/details.ts';
import type { Machine } from '../../device/probe.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { count, size } from '../../ui/figures.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useApp, useRun, useSession, useSetup } from '../hooks.tsx';
import { MemoryBar } from './MemoryBar.tsx';

const words = laterStrings.device;

/** The adapter and what it can do, the processor, and the memory of the run: all that a bug report needs. */
export function DevicePanel(): ReactNode {
  const machine = useStore(useApp().machine);
  const [details, setDetails] = useState<Details | null>(null);
  const use = useUse();
  useEffect(() => {
    let there = true;
    void detailsOf().then((found) => {
      if (there) setDetails(found);
    });
    return () => {
      there = false;
    };
  }, []);
  return (
    <section aria-labelledby="device-title">
      <div className="titled">
        <h3 id="device-title">{words.machine}</h3>
        {details === null ? null : (
          <CopyButton text={() => reportOf(machine, details, use)} label={words.copyReport} />
        )}
      </div>
      {details === null || machine === null ? (
        <p className="soft">{words.asking}</p>
      ) : (
        <Facts machine={machine} details={details} use={use} />
      )}
      <MemoryBar use={use} />
    </section>
  );
}

/** What the live run uses; what another machine used says nothing about this one. */
function useUse(): Use {
  const { setup } = useApp();
  const live = useSession((session) => session.kind === 'live');
  const backend = useSession((session) => session.device?.backend ?? null);
  const model = useSession((session) => session.model?.name ?? null);
  const used = useRun((run) => run.rows.at(-1)?.metrics.memory ?? null);
  const expected = useRun((run) => run.memory);
  const link = useSetup((state) => state.link);
  return {
    backend: live ? backend : null,
    model: live ? model : null,
    usedMegabytes: live && used !== null ? Math.round(used) : null,
    expectedMegabytes: live && expected !== null ? Math.round(expected / 1e6) : null,
    budgetMegabytes: link.config['device.memoryBudget'],
    preset: link.preset,
    query: setup.query(),
  };
}

interface FactsProps {
  readonly machine: Machine;
  readonly details: Details;
  readonly use: Use;
}

function Facts({ machine, details, use }: FactsProps): ReactNode {
  const { webgpu, adapter, threads, cores } = machine;
  const backend = use.backend === 'webgpu' || use.backend === 'wasm' ? use.backend : null;
  const known = details.memory === null ? [] : [[words.memory, words.gigabytes(details.memory)] as const];
  const facts: readonly (readonly [string, string])[] = [
    [words.adapter, webgpu === 'none' ? words.noAdapter : words.adapterIs(adapter, webgpu === 'software')],
    [words.live, backend === null ? words.notLive : laterStrings.setup.backends[backend]],
    [words.f16, details.f16 ? words.yes : words.no],
    [words.subgroups, details.subgroups ? words.yes : words.no],
    [words.threads, words.threadsOf(threads, cores)],
    ...known,
    ...details.limits.map(
      ({ name, value, bytes }) => [words.limits[name], bytes ? size(value) : count(value)] as const,
    ),
  ];
  return (
    <dl className="facts number">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
