/** Files that leave the page: saved by the browser, or shown in a window of their own. */

/** Long enough for the browser to have taken a file over. */
const TAKEN_MS = 60_000;

/** The browser asks where to save it, or puts it where it puts files. */
export function save(file: Blob, name: string): void {
  leave(file, (link) => {
    link.download = name;
  });
}

/** Shows a page of the program's making, to be printed. */
export function showPage(html: string): void {
  leave(new Blob([html], { type: 'text/html;charset=utf-8' }), (link) => {
    link.target = '_blank';
  });
}

function leave(file: Blob, how: (link: HTMLAnchorElement) => void): void {
  const made = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = made;
  how(link);
  link.click();
  setTimeout(() => URL.revokeObjectURL(made), TAKEN_MS);
}
