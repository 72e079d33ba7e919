import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeEach, vi } from 'vitest';
import { drafts } from '../api/drafts';

// What antd asks of a browser and jsdom does not have.
window.matchMedia = (query) =>
  ({
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    addListener: () => undefined,
    removeListener: () => undefined,
  }) as unknown as MediaQueryList;

class NoResize {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
window.ResizeObserver = NoResize;
Element.prototype.scrollIntoView = () => undefined;

// Machines that build are busy.
configure({ asyncUtilTimeout: 20_000 });

// antd tells about names it gave up on the console; a test that hears one fails.
beforeEach(() => {
  const say = console.error.bind(console);
  vi.spyOn(console, 'error').mockImplementation((...parts: unknown[]) => {
    if (String(parts[0]).includes('[antd:')) throw new Error(parts.map(String).join(' '));
    say(...parts);
  });
});

afterEach(() => {
  cleanup();
  drafts.close();
  localStorage.clear();
});
