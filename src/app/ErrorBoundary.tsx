import { Component, type ReactNode } from 'react';
import { faultOf } from '../errors.ts';
import { strings } from '../ui/strings.ts';

interface Props {
  readonly children: ReactNode;
  /** Saves what the visitor would lose. */
  readonly onSave: () => void;
}

/** When a view fails: what happened, and the visitor's data. */
export class ErrorBoundary extends Component<Props, { readonly thrown: unknown }> {
  override state: { readonly thrown: unknown } = { thrown: null };

  static getDerivedStateFromError(thrown: unknown): { readonly thrown: unknown } {
    return { thrown };
  }

  override render(): ReactNode {
    const { thrown } = this.state;
    if (thrown === null) return this.props.children;
    const words = strings.faults;
    return (
      <main className="panel crash">
        <h1>{words.crashTitle}</h1>
        <p>{words.crashSaid}</p>
        <pre>{faultOf(thrown).said}</pre>
        <p className="buttons">
          <button type="button" className="button primary" onClick={this.props.onSave}>
            {words.crashSave}
          </button>
          <button type="button" className="button" onClick={() => location.reload()}>
            {strings.actions.reload}
          </button>
        </p>
      </main>
    );
  }
}
