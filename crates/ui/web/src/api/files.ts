import { lost, understood } from './call';
import { connection } from './connection';
import type { Kept } from './types';

/** The address of a kept file; with a width, of a thumbnail. */
export function fileAddress(sha256: string, width?: number): string {
  return width ? `/api/files/${sha256}?w=${width}` : `/api/files/${sha256}`;
}

/**
 * Sends a file and tells how far it is, from 0 to 1. `fetch` does not tell the progress of what it
 * sends, so this is the one older request.
 */
export function sendFile(file: Blob, name: string, progress: (done: number) => void): Promise<Kept> {
  return new Promise((kept, failed) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/files');
    request.setRequestHeader('x-name', encodeURIComponent(name));
    request.setRequestHeader('content-type', file.type || 'application/octet-stream');
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    };
    request.onerror = () => failed(lost());
    request.onload = () => {
      if (request.status < 200 || request.status > 299) {
        failed(understood(request.status, request.responseText));
        return;
      }
      connection.answered();
      kept(JSON.parse(request.responseText) as Kept);
    };
    request.send(file);
  });
}
