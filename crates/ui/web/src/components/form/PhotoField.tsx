import { CameraOutlined, PictureOutlined } from '@ant-design/icons';
import { Button, Flex } from 'antd';
import { useRef, useState, type ClipboardEvent, type DragEvent } from 'react';
import type { Field } from '../../api/types';
import { CameraDialog, hasCamera } from './CameraDialog';
import { filesOf } from './pasted';
import { UploadCard } from './UploadCard';
import type { FormState } from './types';
import { useFormWords } from './words';

interface Props {
  form: FormState;
  field: Field;
  id: string;
  label: string;
  describedBy: string;
}

/** Pictures and papers of one field: chosen, photographed, dragged or pasted. */
export function PhotoField({ form, field, id, label, describedBy }: Props) {
  const say = useFormWords();
  const chooser = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [camera, setCamera] = useState(false);
  const add = (files: File[]) => {
    if (files.length > 0) form.addFiles(field.name, files);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    add([...event.dataTransfer.files]);
  };
  const paste = (event: ClipboardEvent) => {
    const files = filesOf(event);
    if (files.length === 0) return;
    // The form would take it for its first photo field.
    event.stopPropagation();
    add(files);
  };
  const uploads = form.uploads.filter((upload) => upload.field === field.name);
  const before = 'sheet' in form.target ? form.target.sheet.photos.filter((photo) => photo.field === field.name) : [];
  return (
    <div
      id={id}
      role="group"
      aria-label={label}
      aria-describedby={describedBy}
      tabIndex={0}
      className="photos"
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      onPaste={paste}
    >
      {before.length > 0 ? <div className="hint">{say('photo_before', { n: before.length })}</div> : null}
      <Flex wrap gap={8}>
        {uploads.map((upload) => (
          <UploadCard key={upload.key} form={form} upload={upload} />
        ))}
      </Flex>
      <Flex wrap gap={8} align="center">
        <Button icon={<PictureOutlined aria-hidden />} onClick={() => chooser.current?.click()}>
          {say('photo_choose')}
        </Button>
        {hasCamera() ? (
          <Button icon={<CameraOutlined aria-hidden />} onClick={() => setCamera(true)}>
            {say('photo_camera')}
          </Button>
        ) : null}
        <span className="hint">{say('photo_hint')}</span>
      </Flex>
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        aria-label={label}
        accept="image/*,.pdf,video/*"
        onChange={(event) => {
          add([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      {camera ? <CameraDialog onTaken={(file) => add([file])} onClose={() => setCamera(false)} /> : null}
    </div>
  );
}
