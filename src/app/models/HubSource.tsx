import { useState, type FormEvent, type ReactNode } from 'react';
import { faultOf, type Fault } from '../../errors.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useApp } from '../hooks.tsx';
import { modelsOf } from './models.ts';
import { useModels } from './useModels.tsx';
import { faultText } from '../../ui/faultText.ts';

const words = laterStrings.models;

/** The host that models come from, and a token where it asks for one. */
export function HubSource({ open = false }: { readonly open?: boolean }): ReactNode {
  const [fault, setFault] = useState<Fault | null>(null);
  const attempt = (event: FormEvent, work: () => void): void => {
    event.preventDefault();
    setFault(null);
    try {
      work();
    } catch (thrown) {
      setFault(faultOf(thrown));
    }
  };
  return (
    <details className="hub-source" open={open}>
      <summary>{words.source}</summary>
      <HostForm attempt={attempt} />
      <TokenForm attempt={attempt} />
      {fault === null ? null : (
        <p className="small negative" role="alert" data-fault={fault.code}>
          {faultText(fault)}
        </p>
      )}
    </details>
  );
}

interface FormProps {
  readonly attempt: (event: FormEvent, work: () => void) => void;
}

function HostForm({ attempt }: FormProps): ReactNode {
  const models = modelsOf(useApp());
  const host = useModels((state) => state.host);
  const [text, setText] = useState(host);
  return (
    <form onSubmit={(event) => attempt(event, () => models.setHost(text))}>
      <label htmlFor="hub-host">{words.host}</label>
      <div className="entry">
        <input
          id="hub-host"
          inputMode="url"
          spellCheck={false}
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit" className="button" disabled={text === host}>
          {words.hostUse}
        </button>
      </div>
      <p className="soft small">{words.hostWhy}</p>
    </form>
  );
}

function TokenForm({ attempt }: FormProps): ReactNode {
  const models = modelsOf(useApp());
  const host = useModels((state) => state.host);
  const set = useModels((state) => state.hasToken);
  const kept = useModels((state) => state.remembers);
  const [text, setText] = useState('');
  const [keep, setKeep] = useState(false);
  const give = (token: string, kept: boolean): void => {
    models.setToken(token, kept);
    setText('');
  };
  return (
    <form autoComplete="off" onSubmit={(event) => attempt(event, () => give(text, keep))}>
      <label htmlFor="hub-token">{words.token}</label>
      <div className="entry">
        <input
          id="hub-token"
          type="password"
          spellCheck={false}
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit" className="button" disabled={text.trim() === ''}>
          {words.tokenSet}
        </button>
      </div>
      <label className="tick small">
        <input type="checkbox" checked={keep} onChange={(event) => setKeep(event.target.checked)} />
        {words.tokenKeep}
      </label>
      <p className="soft small">{words.tokenWhy(new URL(host).host)}</p>
      <output className="small">
        {kept ? words.tokenKept : set ? words.tokenIs : words.tokenIsNot}{' '}
        {set ? (
          <button type="button" className="link-button" onClick={() => give('', false)}>
            {words.tokenForget}
          </button>
        ) : null}
      </output>
    </form>
  );
}
