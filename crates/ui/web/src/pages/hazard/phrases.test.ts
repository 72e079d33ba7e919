import { describe, expect, it } from 'vitest';
import { phrasesFor, withPhrase } from './phrases';

describe('usual sentences', () => {
  it('are those of the chosen kinds, in their order', () => {
    const found = phrasesFor(['cliff', 'no_light', 'unknown']);
    expect(found.map((one) => one.zh)).toEqual(['路侧临崖，无防护设施', '夜间无照明']);
  });

  it('are added behind what was typed, each once', () => {
    const one = withPhrase('', '夜间无照明');
    expect(one).toBe('夜间无照明。');
    expect(withPhrase(one, '标志被树枝遮挡')).toBe('夜间无照明。标志被树枝遮挡。');
    expect(withPhrase(one, '夜间无照明')).toBe(one);
    expect(withPhrase('有人摔倒', '夜间无照明')).toBe('有人摔倒；夜间无照明。');
  });
});
