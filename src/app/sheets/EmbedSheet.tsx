import type { ReactNode } from 'react';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { laterStrings } from '../../ui/laterStrings.ts';
import { strings } from '../../ui/strings.ts';
import { addressOf } from '../address.ts';
import { embedAddress, iframeSnippet, notebookSnippet } from '../embed.ts';
import { useApp, useScreen } from '../hooks.tsx';
import './sheets.css';

const words = laterStrings.embed;

/** This page, with its settings and its view, for another page or a notebook. */
export function EmbedSheet({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { setup } = useApp();
  const place = useScreen(addressOf);
  const address = embedAddress(`${location.origin}${location.pathname}`, setup.query(), place);
  return (
    <Dialog title={words.title} onClose={onClose}>
      <div className="body">
        <p>{words.lead}</p>
        <Snippet title={words.page} text={iframeSnippet(address, strings.brand)} />
        <Snippet title={words.notebook} text={notebookSnippet(address)} />
        <p className="soft small">{words.talk}</p>
        <pre className="snippet">{words.talkExample}</pre>
      </div>
    </Dialog>
  );
}

function Snippet({ title, text }: { readonly title: string; readonly text: string }): ReactNode {
  return (
    <section aria-label={title}>
      <div className="titled">
        <h3>{title}</h3>
        <CopyButton text={() => text} label={words.copy} />
      </div>
      <pre className="snippet">{text}</pre>
    </section>
  );
}
