import { lost, understood } from './call';
import { connection } from './connection';
import type { Kept } from './types';
import { forBrowser, shown } from './window';

/** The address of a kept file; with a width, of a thumbnail. */
export function fileAddress(sha256: string, width?: number): string {
  return forBrowser(width ? `/api/files/${sha256}?w=${width}` : `/api/files/${sha256}`);
}

/** Sends a file to be kept and tells how far it is, from 0 to 1. */
export function sendFile(file: Blob, name: string, progress: (done: number) => void): Promise<Kept> {
  return send<Kept>('/api/files', file, progress, name);
}

/**
 * Sends a file and tells how far it is, from 0 to 1. `fetch` does not tell the progress of what it
 * sends, so this is the one older request.
 */
export function send<Answer>(path: string, file: Blob, progress: (done: number) => void, name?: string): Promise<Answer> {
  return new Promise((answered, failed) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    for (const [header, value] of Object.entries(shown())) request.setRequestHeader(header, value);
    if (name !== undefined) request.setRequestHeader('x-name', encodeURIComponent(name));
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
      answered(JSON.parse(request.responseText) as Answer);
    };
    request.send(file);
  });
}
