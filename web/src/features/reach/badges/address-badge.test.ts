import { describe, expect, it } from 'vitest';
import { addressBadge } from './address-badge';

const GATE = {
  url: 'https://gate.example.org/api/badges/AAA/gate.svg',
  markdown: '[![Quality gate](https://gate.example.org/api/badges/AAA/gate.svg)](https://gate.example.org/repos/7)',
};

describe('the address of a badge', () => {
  it("is the quality gate's own for that badge of the default branch", () => {
    expect(addressBadge(GATE, { kind: 'gate', branch: ' ' })).toEqual(GATE);
  });

  it('names another badge and its branch, in an address that Markdown reads to its end', () => {
    const url = 'https://gate.example.org/api/badges/AAA/coverage.svg?branch=release%2F2%20%28old%29%26%24%26';
    expect(addressBadge(GATE, { kind: 'coverage', branch: 'release/2 (old)&$&' })).toEqual({
      url,
      markdown: `[![Coverage](${url})](https://gate.example.org/repos/7)`,
    });
  });
});
