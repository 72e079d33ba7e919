/**
 * The word of this browser's windows. A cookie is sent to every port of a machine, so the program
 * takes ours only together with this word, which the browser keeps for pages of this port alone.
 */
const NAME = 'xunlu-window';

let word: string | undefined;

/** The word, made when it is first needed and the same in every window of this browser. */
function windowWord(): string {
  word ??= kept() ?? fresh();
  return word;
}

function kept(): string | undefined {
  try {
    return localStorage.getItem(NAME) ?? undefined;
  } catch {
    // A browser that keeps nothing: the word lives as long as the page.
    return undefined;
  }
}

function fresh(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const made = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  try {
    localStorage.setItem(NAME, made);
  } catch {
    // As above.
  }
  return made;
}

/** What goes with every question: the word, and how long nobody has had a hand at the keys. */
export function shown(): Record<string, string> {
  return { 'x-xunlu-window': windowWord(), 'x-xunlu-idle': String(idleSeconds()) };
}

let used = Date.now();
for (const hand of ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart']) {
  window.addEventListener(hand, () => (used = Date.now()), { capture: true, passive: true });
}

function idleSeconds(): number {
  return Math.max(0, Math.floor((Date.now() - used) / 1000));
}

const LAUNCHED = 'xunlu.launch';

/**
 * The word of the address that this laptop's pages were opened at. A locked laptop asks for it beside
 * the passphrase, so that no other user of the machine can try any; it is good while the program runs,
 * which keeps it in its own folder just so.
 */
export function launchWord(): string | undefined {
  return localStorage.getItem(LAUNCHED) ?? undefined;
}

export function openedWith(word: string): void {
  try {
    localStorage.setItem(LAUNCHED, word);
  } catch {
    // A browser that keeps nothing: a locked laptop is opened from its icon.
  }
}

/** The address of what the browser asks for by itself: a picture, a download. */
export function forBrowser(path: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}window=${windowWord()}`;
}
