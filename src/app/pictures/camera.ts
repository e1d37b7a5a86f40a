/** The camera, on until it is closed, also where it only starts afterwards. */
export function openCamera(
  onStream: (stream: MediaStream) => void,
  onRefused: () => void,
): { close(): void } {
  let stream: MediaStream | null = null;
  let closed = false;
  const stop = (): void => {
    for (const track of stream?.getTracks() ?? []) track.stop();
  };
  // Pages that are not served safely have no media devices at all.
  const asked: Promise<MediaStream> | undefined = navigator.mediaDevices?.getUserMedia({
    video: { width: { ideal: 1024 } },
    audio: false,
  });
  if (asked === undefined) onRefused();
  asked?.then(
    (opened) => {
      stream = opened;
      if (closed) stop();
      else onStream(opened);
    },
    () => {
      if (!closed) onRefused();
    },
  );
  return {
    close() {
      closed = true;
      stop();
    },
  };
}

/** What a video shows now, as a picture file. */
export async function snapshotOf(video: HTMLVideoElement, name: string): Promise<File> {
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  return new File([await canvas.convertToBlob({ type: 'image/png' })], name, { type: 'image/png' });
}
