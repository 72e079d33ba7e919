import { Button, type ButtonProps } from 'antd';
import { useRef } from 'react';

interface Props extends Pick<ButtonProps, 'icon' | 'loading' | 'size'> {
  label: string;
  /** The ends of the names that are offered, such as `.json,.txt`. */
  accept: string;
  onPick: (file: File) => void;
}

/** A button that opens the browser's own choice of files; the same file may be chosen twice. */
export function FilePick({ label, accept, onPick, ...button }: Props) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button {...button} onClick={() => input.current?.click()}>
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        accept={accept}
        hidden
        aria-label={label}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) onPick(file);
        }}
      />
    </>
  );
}
