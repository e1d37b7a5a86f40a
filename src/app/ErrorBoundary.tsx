import { Component, type ReactNode } from 'react';
import { CopyButton } from '../ui/CopyButton.tsx';
import { strings } from '../ui/strings.ts';
import { perform } from './actions.ts';
import type { App } from './app.ts';
import { crashReport, rawText, toldCrash } from './crashReport.ts';

interface Props {
  readonly children: ReactNode;
  /** The whole page broke, not only the view in it. */
  readonly whole?: boolean;
  readonly app: App;
}

const words = strings.crash;

const Told = ({ text }: { readonly text: string | null }): ReactNode =>
  text === null ? null : (
    <p>
      <strong>{text}</strong>
    </p>
  );

/** Where something fails to be drawn: what happened, the visitor's data, and the way back. */
export class ErrorBoundary extends Component<Props, { readonly thrown: unknown }> {
  override state: { readonly thrown: unknown } = { thrown: null };

  static getDerivedStateFromError(thrown: unknown): { readonly thrown: unknown } {
    // What is thrown may itself be nothing.
    return { thrown: thrown ?? new Error(words.unknown) };
  }

  override render(): ReactNode {
    const { thrown } = this.state;
    const { children, whole = false, app } = this.props;
    if (thrown === null) return children;
    return (
      <section className="panel crash" role="alert">
        <h1>{whole ? words.title : words.viewTitle}</h1>
        <p>{whole ? words.said : words.viewSaid}</p>
        <Told text={toldCrash(thrown)} />
        <details>
          <summary>{words.raw}</summary>
          <pre>{rawText(thrown)}</pre>
        </details>
        <p className="buttons">
          {app.session.getState().run.header === null ? null : (
            <button
              type="button"
              className="button primary"
              onClick={() => void perform(app, 'export events', 'ui')}
            >
              {words.save}
            </button>
          )}
          <button type="button" className="button" onClick={() => location.reload()}>
            {strings.actions.reload}
          </button>
          {whole ? null : (
            <button type="button" className="button" onClick={() => this.setState({ thrown: null })}>
              {words.again}
            </button>
          )}
          <CopyButton
            label={words.copy}
            text={() => crashReport(thrown, location.href, navigator.userAgent)}
          />
        </p>
        <p className="soft small">{words.kept}</p>
      </section>
    );
  }
}
