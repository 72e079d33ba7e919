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
            <figcaption className="typed">{photo.here === 'whole' ? photo.caption : say(photo.here === 'preview' ? 'preview_only' : 'travelling')}</figcaption>
          </figure>
        ))}
      </Image.PreviewGroup>
    </div>
  );
}

function Picture({ photo }: { photo: PhotoShown }) {
  const say = useBriefWords();
  const picture = photo.mime.startsWith('image/');
  if (picture && photo.here === 'nothing') return <div className="photo-none" role="img" aria-label={say('travelling')} />;
  if (!picture) {
    return (
      <a className="photo-none" href={fileAddress(photo.sha256)} target="_blank" rel="noreferrer" aria-label={photo.caption}>
        <FileOutlined style={{ fontSize: 28 }} />
      </a>
    );
  }
  // Whoever opens it wants the original; where that is not here, the program fetches it.
  const preview = { src: fileAddress(photo.sha256, 1600) };
  return <Image src={fileAddress(photo.sha256, 320)} alt={photo.caption} width={112} height={84} preview={preview} style={{ objectFit: 'cover' }} />;
}
