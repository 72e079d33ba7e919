/** Small habits of a person, such as the village chosen last; never anything that must not be lost. */
import { drafts } from '../api/drafts';

const PREFIX = 'habit/';

export function remembered<Habit>(name: string, otherwise: Habit): Habit {
  const text = drafts.read(PREFIX + name);
  if (text === null) return otherwise;
  try {
    return JSON.parse(text) as Habit;
  } catch {
    return otherwise;
  }
}

export function remember(name: string, habit: unknown): void {
  drafts.keep(PREFIX + name, JSON.stringify(habit));
}

/** The newest first, each once, so many at most. */
export function latestFirst(value: string, before: string[], most: number): string[] {
  return [value, ...before.filter((one) => one !== value)].slice(0, most);
}
