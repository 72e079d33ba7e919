import { FileOutlined } from '@ant-design/icons';
import { Image } from 'antd';
import { fileAddress } from '../../api/files';
import type { PhotoShown } from '../../api/types';
import { useBriefWords } from './words';
import './brief.css';

/** The pictures of a record, small; a click shows one large and leafs through them. */
export function PhotoStrip({ photos, empty }: { photos: PhotoShown[]; empty?: string }) {
  const say = useBriefWords();
  if (photos.length === 0) return empty ? <span className="hint">{empty}</span> : null;
  return (
    <div className="photo-strip">
      <Image.PreviewGroup>
        {photos.map((photo) => (
          <figure key={photo.sha256 + photo.field}>
            <Picture photo={photo} />
            <figcaption className="typed">{photo.here ? photo.caption : say('travelling')}</figcaption>
          </figure>
        ))}
      </Image.PreviewGroup>
    </div>
  );
}

function Picture({ photo }: { photo: PhotoShown }) {
  const say = useBriefWords();
  if (!photo.here) return <div className="photo-none" role="img" aria-label={say('travelling')} />;
  if (!photo.mime.startsWith('image/')) {
    return (
      <a className="photo-none" href={fileAddress(photo.sha256)} target="_blank" rel="noreferrer" aria-label={photo.caption}>
        <FileOutlined style={{ fontSize: 28 }} />
      </a>
    );
  }
  const preview = { src: fileAddress(photo.sha256) };
  return <Image src={fileAddress(photo.sha256, 320)} alt={photo.caption} width={112} height={84} preview={preview} style={{ objectFit: 'cover' }} />;
}
