import { expect, test, vi } from 'vitest';
import { markup, program, trustNothingElse } from './trusted';

test('a style sheet passes and a tag does not', () => {
  expect(markup('.a > .b{content:"&lt;"}')).toBe('.a > .b{content:"&lt;"}');
  for (const text of ['<img src=x onerror=alert(1)>', '</style><script>', 'a<b']) expect(markup(text)).toBeNull();
});

test('a program comes from the page’s own address', () => {
  for (const address of ['/assets/worker.mjs', `blob:${window.location.origin}/1`]) expect(program(address)).toBe(address);
  for (const address of ['https://elsewhere.example/x.js', '//elsewhere.example/x.js', 'data:,alert(1)', 'javascript:alert(1)']) {
    expect(program(address)).toBeNull();
  }
});

test('the browser is answered if it asks', () => {
  expect(trustNothingElse).not.toThrow();
  const createPolicy = vi.fn();
  vi.stubGlobal('trustedTypes', { createPolicy });
  trustNothingElse();
  expect(createPolicy).toHaveBeenCalledWith('default', { createHTML: markup, createScriptURL: program });
  vi.unstubAllGlobals();
});
