import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { recoveryOf } from '../device/recovery.ts';
import type { Fault } from '../errors.ts';
import { strings } from '../ui/strings.ts';
import { ActionButton } from './ActionButton.tsx';
import { Fix } from './Fix.tsx';
import { useAction, useApp, useSession, useSetup } from './hooks.tsx';
import './Banners.css';

const words = strings.faults;

/** Everything that went wrong or waits for an answer: what happened, the way out, and one button that takes it. */
export function Banners(): ReactNode {
  const { session, setup } = useApp();
  const faults = useSession((state) => state.faults);
  const refused = useSetup((state) => state.refused);
  return (
    <div className="banners">
      <ResumeBanner />
      <WhyWasm />
      {refused.map((fault) => (
        <Banner key={fault.said} fault={fault} fatal={false} onDismiss={() => setup.dismissRefused()} />
      ))}
      {faults.map(({ id, fault, fatal }) => (
        <Banner key={id} fault={fault} fatal={fatal} onDismiss={() => session.dismiss(id)} />
      ))}
    </div>
  );
}

interface BannerProps {
  readonly fault: Fault;
  readonly fatal: boolean;
  readonly onDismiss: () => void;
}

function Banner({ fault, fatal, onDismiss }: BannerProps): ReactNode {
  const { said, fix } = words.told(fault);
  const recovery = recoveryOf(fault.code, fatal);
  const { enabled } = useAction(recovery ?? 'reload');
  const startOver = useAction('start');
  return (
    <div className="banner fault" role="alert" data-fault={fault.code}>
      <p>
        <strong>{said}</strong> <Fix text={fix} />
      </p>
      {/* A worker that helps itself leaves nothing to press. */}
      {recovery !== null && enabled ? (
        <ActionButton id={recovery} />
      ) : fatal && startOver.enabled ? (
        <ActionButton id="start" />
      ) : null}
      <DismissButton onDismiss={onDismiss} />
    </div>
  );
}

function DismissButton({ onDismiss }: { readonly onDismiss: () => void }): ReactNode {
  return (
    <button type="button" className="button quiet icon" aria-label={words.dismiss} onClick={onDismiss}>
      <X size={16} aria-hidden="true" />
    </button>
  );
}

function ResumeBanner(): ReactNode {
  const unfinished = useStore(useApp().shelf, (shelf) => shelf.unfinished);
  if (unfinished === null) return null;
  const name = unfinished.header.runId.split('-').slice(0, 2).join('-');
  return (
    <div className="banner offer" data-testid="resume">
      <p>
        <strong>{strings.resume.title(name)}</strong> {strings.resume.where(unfinished.steps)}.
      </p>
      <ActionButton id="resume" className="primary" />
      <ActionButton id="discard" />
    </div>
  );
}

/** What the worker has to say about where it runs, once. */
function WhyWasm(): ReactNode {
  const { session } = useApp();
  const notice = useSession((state) => state.notice);
  const webgpu = useStore(useApp().machine, (machine) => machine?.webgpu);
  const asked = useSetup(({ link }) => link.backend !== 'auto');
  const backend = useSession((state) => state.device?.backend);
  // A GPU, or what was asked for, needs no reason.
  if (notice === null || asked || backend !== 'wasm') return null;
  return (
    <output className="banner" data-testid="notice">
      <p>{webgpu === 'none' ? words.wasmInstead : webgpu === 'software' ? words.softwareInstead : notice}</p>
      <DismissButton onDismiss={() => session.setState({ notice: null })} />
    </output>
  );
}
