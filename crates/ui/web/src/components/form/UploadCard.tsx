import { CloseOutlined, FileOutlined } from '@ant-design/icons';
import { Button, Progress } from 'antd';
import { fileAddress } from '../../api/files';
import type { Field } from '../../api/types';
import { useRead } from '../../i18n/words';
import type { FormState, Upload } from './types';
import { useFormWords } from './words';

/** One file of the form: on its way, arrived, or to be sent again. */
export function UploadCard({ form, upload }: { form: FormState; upload: Upload }) {
  const say = useFormWords();
  const read = useRead();
  const pct = Math.round(upload.done * 100);
  return (
    <figure className="upload">
      <div className="upload-picture">
        {upload.sha256 && upload.mime?.startsWith('image/') ? (
          <img src={fileAddress(upload.sha256, 320)} alt={upload.name} />
        ) : (
          <FileOutlined aria-hidden style={{ fontSize: 32 }} />
        )}
        <Button
          size="small"
          className="upload-remove"
          icon={<CloseOutlined aria-hidden />}
          aria-label={say('photo_remove', { name: upload.name })}
          onClick={() => form.removeFile(upload.key)}
        />
      </div>
      <figcaption className="typed">{upload.name}</figcaption>
      {upload.sha256 || upload.error ? null : (
        <Progress percent={pct} size="small" aria-label={say('photo_progress', { name: upload.name, pct })} />
      )}
      {upload.error ? (
        <div className="said" role="alert">
          {read(upload.error.text)}{' '}
          <Button size="small" onClick={() => form.sendAgain(upload.key)}>
            {say('photo_again')}
          </Button>
        </div>
      ) : null}
      <CameraSays form={form} upload={upload} />
    </figure>
  );
}

/** A camera's clock and position may be wrong, so they are offered and never taken by themselves. */
function CameraSays({ form, upload }: { form: FormState; upload: Upload }) {
  const say = useFormWords();
  const read = useRead();
  const fields = [...form.first, ...form.more];
  const time = upload.takenAt ? timeField(form, fields) : undefined;
  const place = upload.takenWhere ? fields.find((field) => field.name === form.kind.place.point) : undefined;
  if (!time && !place) return null;
  return (
    <div className="hint">
      {time && upload.takenAt ? (
        <Button size="small" onClick={() => form.set(time.name, upload.takenAt ?? '')}>
          {say('photo_time', { time: upload.takenAt, field: read(time.label) })}
        </Button>
      ) : null}
      {place && upload.takenWhere ? (
        <Button size="small" onClick={() => form.set(place.name, `${upload.takenWhere?.join(',') ?? ''},WGS-84`)}>
          {say('photo_place', { field: read(place.label) })}
        </Button>
      ) : null}
      <div>{say('photo_camera_says')}</div>
    </div>
  );
}

/** When it happened; of a kind that does not say, the moment a new record begins with. */
function timeField(form: FormState, fields: Field[]): Field | undefined {
  const happened = fields.find((field) => field.name === form.kind.happened);
  const moment = happened ?? fields.find((field) => field.default === 'now');
  return moment?.type === 'datetime' ? moment : undefined;
}
