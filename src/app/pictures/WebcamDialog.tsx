import { Camera } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Dialog } from '../../ui/Dialog.tsx';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useApp, useSetup } from '../hooks.tsx';
import { openCamera, snapshotOf } from './camera.ts';
import './Dialogs.css';

const words = laterStrings.webcam;

/** A picture from the camera. The camera is on only while this is open; a snapshot goes the way of a dropped file. */
export default function WebcamDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { tray } = useApp();
  const seed = useSetup(({ link }) => link.config['run.seed']);
  const video = useRef<HTMLVideoElement>(null);
  const [taken, setTaken] = useState(0);
  const [refused, setRefused] = useState(false);
  const [live, setLive] = useState(false);
  useEffect(() => {
    const camera = openCamera(
      (stream) => {
        if (video.current !== null) video.current.srcObject = stream;
      },
      () => setRefused(true),
    );
    return () => camera.close();
  }, []);
  const take = async (): Promise<void> => {
    if (video.current === null) return;
    const file = await snapshotOf(video.current, words.file(taken + 1));
    setTaken(taken + 1);
    await tray.take([{ file, path: file.name }], seed);
  };
  return (
    <Dialog title={words.title} onClose={onClose} className="picture-dialog">
      <div className="body">
        <p className="soft small">{words.private}</p>
        {refused ? (
          <p className="negative" role="alert">
            {words.refused}
          </p>
        ) : (
          <video
            ref={video}
            autoPlay
            playsInline
            muted
            onPlaying={() => setLive(true)}
            aria-label={words.title}
          />
        )}
        <p className="buttons">
          <button
            type="button"
            className="button primary"
            disabled={!live || refused}
            onClick={() => void take()}
          >
            <Camera size={16} aria-hidden="true" /> {words.take}
          </button>
          <output className="soft small">{taken === 0 ? '' : words.taken(taken)}</output>
        </p>
      </div>
    </Dialog>
  );
}
