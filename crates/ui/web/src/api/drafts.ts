/**
 * What is typed and not saved yet, and small habits of a person: kept by the program, sealed, and by
 * no browser. The pages read and write it here as if it lay beside them; it is sent a moment after
 * the last keystroke, and again until the program has it.
 */
import { useQuery } from '@tanstack/react-query';
import { get, send } from './call';
import type { DraftKept, Session } from './types';

/** How long typing must rest before it is sent, in milliseconds. */
const REST_MS = 700;
/** How long after a refusal it is tried again. */
const AGAIN_MS = 3_000;

type Listener = () => void;

class Drafts {
  private person = '';
  private kept = new Map<string, string>();
  /** What the program does not have yet. */
  private unsent = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sending = false;
  private trouble = false;
  private readonly listeners = new Set<Listener>();

  /** Begins with what the program has of somebody; of whom it is open already, this has the latest. */
  open(person: string, found: DraftKept[]): void {
    if (this.person === person) return;
    this.close();
    this.person = person;
    this.kept = new Map(found.map(({ about, text }) => [about, text]));
    for (const [about, text] of left(person)) if (!this.kept.has(about)) this.keep(about, text);
    if (this.unsent.size === 0) forgetLeft(person);
  }

  /** Forgets whose they are, when somebody leaves or the program locks. */
  close(): void {
    this.person = '';
    this.kept = new Map();
    this.unsent = new Set();
    clearTimeout(this.timer);
    this.become(false);
  }

  read = (about: string): string | null => this.kept.get(about) ?? null;

  keep(about: string, text: string | null): void {
    if ((this.kept.get(about) ?? null) === text) return;
    if (text === null) this.kept.delete(about);
    else this.kept.set(about, text);
    this.unsent.add(about);
    this.later(REST_MS);
  }

  /** Sends what is still here at once: the page goes away, or what it says is being saved. */
  hurry = (): void => {
    if (this.unsent.size > 0) void this.sendAll();
  };

  troubled = (): boolean => this.trouble;

  listen = (listener: Listener): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private later(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.sendAll(), ms);
  }

  private async sendAll(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    const person = this.person;
    try {
      for (const about of [...this.unsent]) {
        const text = this.read(about);
        // What is typed meanwhile makes it unsent again.
        this.unsent.delete(about);
        try {
          await send('/api/drafts', { about, text });
        } catch (error) {
          if (this.person === person) this.unsent.add(about);
          throw error;
        }
      }
      forgetLeft(person);
      this.become(false);
    } catch {
      // Whatever stands in the way is tried again; the form says that it is not kept yet.
      this.become(this.person !== '');
    } finally {
      this.sending = false;
      if (this.unsent.size > 0) this.later(this.trouble ? AGAIN_MS : REST_MS);
    }
  }

  private become(trouble: boolean): void {
    if (this.trouble === trouble) return;
    this.trouble = trouble;
    for (const listener of this.listeners) listener();
  }
}

export const drafts = new Drafts();

window.addEventListener('pagehide', drafts.hurry);

/** Brings what somebody has typed and not saved; forms are drawn once it is here. */
export function useDraftsQuery(session: Session) {
  const person = personOf(session);
  return useQuery({
    queryKey: ['drafts', person],
    queryFn: async ({ signal }) => {
      drafts.open(person, await get<DraftKept[]>('/api/drafts', signal));
      return true;
    },
    staleTime: Infinity,
    gcTime: 0,
  });
}

/** Whose drafts these are: one person at one unit. */
export function personOf({ person, unit }: Session): string {
  return [person, unit.code].map(encodeURIComponent).join('/');
}

const HABIT = 'xunlu.habit.';

/** What earlier versions left in this browser: taken over once, and removed when the program has it. */
function left(person: string): [string, string][] {
  return Object.keys(localStorage).flatMap((key) => {
    const about = takenAs(person, key);
    const text = localStorage.getItem(key);
    return about !== null && text ? [[about, text] as [string, string]] : [];
  });
}

function forgetLeft(person: string): void {
  for (const key of Object.keys(localStorage)) if (takenAs(person, key) !== null) localStorage.removeItem(key);
}

function takenAs(person: string, key: string): string | null {
  const draft = `xunlu.draft/${person}/`;
  if (key.startsWith(draft)) return `draft/${key.slice(draft.length)}`;
  if (!key.startsWith(HABIT)) return null;
  const habit = key.slice(HABIT.length);
  if (!habit.startsWith('batch/')) return `habit/${habit}`;
  return habit === `batch/${decodeURIComponent(person)}` ? 'habit/batch' : null;
}
