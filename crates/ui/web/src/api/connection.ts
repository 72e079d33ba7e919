/** Whether the program answers and knows who is here; the pages show it, and nothing is lost by it. */

export interface Standing {
  /** No answer came to the last question. */
  lost: boolean;
  /** The program no longer knows who is here. */
  signedOut: boolean;
  /** The laptop's folder is locked: the program itself can read nothing. */
  locked: boolean;
}

type Listener = () => void;

class Connection {
  private aheadMs = 0;
  private now: Standing = { lost: false, signedOut: false, locked: false };
  private readonly listeners = new Set<Listener>();

  read = (): Standing => this.now;

  listen = (listener: Listener): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  answered(): void {
    this.become({ ...this.now, lost: false });
  }

  lost(): void {
    this.become({ ...this.now, lost: true });
  }

  signedOut(): void {
    this.become({ ...this.now, lost: false, signedOut: true });
  }

  signedIn(): void {
    this.become({ lost: false, signedOut: false, locked: false });
  }

  locked(): void {
    this.become({ lost: false, signedOut: false, locked: true });
  }

  /** The program's clock, which an answer carries; deadlines run by it and not by the browser's. */
  clock(header: string | null): void {
    const ms = header ? Date.parse(header) : NaN;
    if (!Number.isNaN(ms)) this.aheadMs = ms - Date.now();
  }

  /** What the program's clock says now, to the second. */
  programNow = (): number => Date.now() + this.aheadMs;

  private become(next: Standing): void {
    const { lost, signedOut, locked } = this.now;
    if (next.lost === lost && next.signedOut === signedOut && next.locked === locked) return;
    this.now = next;
    for (const listener of this.listeners) listener();
  }
}

export const connection = new Connection();
