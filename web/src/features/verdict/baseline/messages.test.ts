import { describe, expect, it } from 'vitest';
import { consequenceWords, knownWords } from './messages';

const tool = (name: string, problems: number) => ({
  tool: name,
  problems,
  scan_id: 1,
  updated_at: '2026-04-19T12:00:00Z',
});
const baseline = (...counts: number[]) => ({
  branch: 'main',
  tools: counts.map((count, at) => tool(`tool ${at}`, count)),
});

describe('a baseline in words', () => {
  it('counts the problems of all tools', () => {
    expect(knownWords(baseline(800, 447))).toBe(
      '1,247 problems of main are known from 2 tools; known problems do not count as new.',
    );
    expect(knownWords(baseline(1))).toMatch(/^1 problem of main is known from 1 tool;/);
    expect(knownWords(baseline())).toBe('main has no baseline: its next scan creates one.');
  });

  it('says the consequence of a rebuild in figures', () => {
    expect(consequenceWords(baseline(800, 47))).toBe('847 problems become new until the next scan of main.');
    expect(consequenceWords(baseline(1))).toBe('1 problem becomes new until the next scan of main.');
  });
});
