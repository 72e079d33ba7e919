import { describe, expect, it } from 'vitest';
import { faceOf, NAV, navFor } from './nav';
import { PAGES, type PageRoute } from './routes';
import { SESSION } from './test/sample';

const page = (path: string): PageRoute => ({ path, load: () => Promise.reject(new Error(path)) });

describe('the navigation', () => {
  it('shows what a page answers and nothing else', () => {
    const shown = (...paths: string[]) => navFor('laptop', ['read'], paths.map(page)).map((entry) => entry.to);
    expect(shown('/sync')).toEqual(['/sync']);
    expect(shown('/k/:kind', '/sync')).toContain('/k/hazard');
    expect(navFor('laptop', ['read'], [])).toEqual([]);
  });

  it('leads everybody somewhere', () => {
    for (const face of ['laptop', 'county', 'city'] as const) expect(navFor(face, ['read']).length).toBeGreaterThan(1);
  });

  it('leads an administrator, who reads no record, to what they watch', () => {
    expect(navFor('county', ['logs']).map((entry) => entry.to)).toEqual(['/watch']);
    for (const administers of ['devices', 'keys'] as const) expect(navFor('city', [administers]).map((entry) => entry.to)).toEqual(['/devices']);
    expect(navFor('county', ['read', 'review']).map((entry) => entry.to)).toContain('/watch');
    expect(navFor('county', ['read']).map((entry) => entry.to)).not.toContain('/watch');
  });

  it('is chosen by the program and the level of the unit', () => {
    const at = (level: string) => faceOf({ ...SESSION, program: 'office', unit: { ...SESSION.unit, level } });
    expect(faceOf(SESSION)).toBe('laptop');
    expect(at('county')).toBe('county');
    expect(at('city')).toBe('city');
  });

  it('names no address twice for one face', () => {
    for (const face of ['laptop', 'county', 'city'] as const) {
      const addresses = NAV.filter((entry) => entry.faces.includes(face)).map((entry) => entry.to);
      expect(new Set(addresses).size).toBe(addresses.length);
    }
    expect(new Set(PAGES.map((one) => one.path)).size).toBe(PAGES.length);
  });
});
