import { useState, type ReactNode } from 'react';
import { useScreen, useSetup } from '../app/hooks.tsx';
import { addressOf } from '../app/address.ts';
import { modes, parts, type Mode, type Part } from '../app/setup/layout.ts';
import { ownLink } from '../app/setup/setup.ts';
import { writeLink } from '../app/setup/url.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { laterStrings } from '../ui/laterStrings.ts';
import { Segments } from '../ui/Segments.tsx';
import { QrPicture } from './QrPicture.tsx';
import './Share.css';

const words = laterStrings.share;

/** A link to what is on the screen: preset, seed, differences, and how the page is laid out for those who open it. */
export function ShareSheet({ onClose }: { readonly onClose: () => void }): ReactNode {
  const link = ownLink(useSetup((setup) => setup));
  const place = useScreen(addressOf);
  const [mode, setMode] = useState<Mode>(link.mode);
  const [hide, setHide] = useState<readonly Part[]>(link.hide);
  const text = `${location.origin}${location.pathname}${writeLink({ ...link, mode, hide })}${place}`;
  return (
    <Dialog title={words.title} onClose={onClose} className="share-dialog">
      <div className="share body">
        <div className="words">
          <p className="soft">{words.lead}</p>
          <Segments
            label={words.mode}
            options={modes.map((one) => ({ value: one, label: words.modes[one] }))}
            value={mode}
            onChoose={setMode}
          />
          <fieldset>
            <legend>{words.hide}</legend>
            {parts.map((part) => (
              <label key={part}>
                <input
                  type="checkbox"
                  checked={hide.includes(part)}
                  onChange={(event) =>
                    setHide(event.target.checked ? [...hide, part] : hide.filter((one) => one !== part))
                  }
                />
                {words.parts[part]}
              </label>
            ))}
          </fieldset>
          <CopyLine text={text} />
          <p className="soft small">{words.private}</p>
        </div>
        <QrPicture text={text} name={words.qr} />
      </div>
    </Dialog>
  );
}

function CopyLine({ text }: { readonly text: string }): ReactNode {
  return (
    <div className="copy-line">
      <input
        type="text"
        readOnly
        value={text}
        aria-label={words.link}
        onFocus={(event) => event.target.select()}
      />
      <CopyButton text={() => text} label={words.copy} primary />
    </div>
  );
}
