import { Alert, Button, Modal } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { chinaTime } from '../../look/format';
import { useFormWords } from './words';

/** Browsers give a camera to pages of this machine and over HTTPS alone. */
export function hasCamera(): boolean {
  return 'mediaDevices' in navigator && typeof navigator.mediaDevices.getUserMedia === 'function';
}

const QUALITY = 0.9;

interface Props {
  onTaken: (file: File) => void;
  onClose: () => void;
}

/** The laptop's camera; it stays open for several pictures. */
export function CameraDialog({ onTaken, onClose }: Props) {
  const say = useFormWords();
  const video = useRef<HTMLVideoElement>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let stream: MediaStream | undefined;
    let closed = false;
    const start = async () => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1920 } } });
      if (closed) stop(stream);
      else if (video.current) video.current.srcObject = stream;
    };
    start().catch(() => setFailed(true));
    return () => {
      closed = true;
      stop(stream);
    };
  }, []);
  const take = async () => {
    const file = video.current ? await still(video.current) : null;
    if (file) onTaken(file);
  };
  return (
    <Modal
      open
      width={720}
      title={say('photo_camera')}
      onCancel={onClose}
      footer={
        <Button type="primary" size="large" disabled={failed} onClick={() => void take()}>
          {say('photo_take')}
        </Button>
      }
    >
      {failed ? <Alert type="warning" title={say('photo_camera_off')} /> : <video ref={video} autoPlay playsInline muted style={{ width: '100%' }} />}
    </Modal>
  );
}

function stop(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

async function still(video: HTMLVideoElement): Promise<File | null> {
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', QUALITY));
  return blob && new File([blob], `${chinaTime(Date.now()).format('YYYYMMDD-HHmmss')}.jpg`, { type: 'image/jpeg' });
}
