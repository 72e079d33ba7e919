/** Small habits of this machine, such as the village chosen last; never anything that must not be lost. */

const PREFIX = 'xunlu.habit.';

export function remembered<Habit>(name: string, otherwise: Habit): Habit {
  const text = localStorage.getItem(PREFIX + name);
  if (text === null) return otherwise;
  try {
    return JSON.parse(text) as Habit;
  } catch {
    return otherwise;
  }
}

/** A storage that refuses keeps no habit; nothing else changes. */
export function remember(name: string, habit: unknown): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(habit));
  } catch {
    return;
  }
}

/** The newest first, each once, so many at most. */
export function latestFirst(value: string, before: string[], most: number): string[] {
  return [value, ...before.filter((one) => one !== value)].slice(0, most);
}
