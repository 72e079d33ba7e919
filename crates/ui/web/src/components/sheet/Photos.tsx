import { FileOutlined } from '@ant-design/icons';
import { Image } from 'antd';
import { fieldLabel, useCatalog } from '../../api/catalog';
import { fileAddress } from '../../api/files';
import type { PhotoShown, Sheet } from '../../api/types';
import { useRead } from '../../i18n/words';
import { bytes } from '../../look/format';
import { Section } from '../Section';
import { useSheetWords } from './words';

/** Pixels in a list, and on a screen. */
const WIDTH = 320;
const SCREEN = 1600;

/** Photos and papers by the field they belong to; a click enlarges. */
export function Photos({ sheet }: { sheet: Sheet }) {
  const say = useSheetWords();
  const read = useRead();
  const kind = useCatalog().kind(sheet.row.kind);
  const fields = [...new Set(sheet.photos.map((photo) => photo.field))];
  return (
    <Section title={say('photos')}>
      {fields.length === 0 ? <p className="quiet">{say('photos_none')}</p> : null}
      <Image.PreviewGroup>
        {fields.map((field) => (
          <div key={field} className="photo-group">
            <h3>{read(fieldLabel(kind, field))}</h3>
            <div className="photo-list">
              {sheet.photos
                .filter((photo) => photo.field === field)
                .map((photo) => (
                  <One key={photo.sha256} photo={photo} />
                ))}
            </div>
          </div>
        ))}
      </Image.PreviewGroup>
    </Section>
  );
}

function One({ photo }: { photo: PhotoShown }) {
  const say = useSheetWords();
  const name = photo.caption || photo.sha256.slice(0, 8);
  return (
    <figure className="photo">
      <div className="photo-picture">
        <Picture photo={photo} name={name} />
      </div>
      <figcaption className="typed">
        {name} <span className="quiet">{say(stands(photo), { size: bytes(photo.size) })}</span>
      </figcaption>
    </figure>
  );
}

/** Which words say how a photo stands. */
function stands(photo: PhotoShown) {
  if (photo.here === 'nothing') return 'travelling';
  if (photo.here === 'preview') return 'preview_only';
  return photo.sent === false ? 'not_sent' : 'whole';
}

function Picture({ photo, name }: { photo: PhotoShown; name: string }) {
  const say = useSheetWords();
  const picture = photo.mime.startsWith('image/');
  if (picture && photo.here === 'nothing') return <FileOutlined aria-hidden style={{ fontSize: 32, opacity: 0.5 }} />;
  if (picture) {
    return (
      <Image
        src={fileAddress(photo.sha256, WIDTH)}
        alt={name}
        preview={{ src: fileAddress(photo.sha256, SCREEN) }}
        width={180}
        height={120}
        style={{ objectFit: 'cover' }}
      />
    );
  }
  return (
    <a href={fileAddress(photo.sha256)} target="_blank" rel="noreferrer" aria-label={say('open_file', { name })}>
      <FileOutlined aria-hidden style={{ fontSize: 32 }} />
    </a>
  );
}
