/**
 * A word for each thing that is saved. When the answer is lost the same word is sent again, and the
 * program keeps what it names once.
 */
import { useMemo } from 'react';

/** Made without `crypto.randomUUID`, which browsers offer on secure addresses only. */
export function freshWord(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The same thing has the same word until it was answered. */
export class Words {
  private last: { text: string; word: string } | null = null;

  of(sent: unknown): string {
    const text = JSON.stringify(sent);
    if (this.last?.text !== text) this.last = { text, word: freshWord() };
    return this.last.word;
  }

  answered(): void {
    this.last = null;
  }
}

export function useWords(): Words {
  return useMemo(() => new Words(), []);
}
