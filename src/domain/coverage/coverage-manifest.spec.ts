import fc from 'fast-check';
import { packManifest, unpackManifest } from '../segments/manifest.js';
import {
  COVERAGE_FACTS,
  type CoverageFacts,
  isOrigin,
  isUnplaced,
  originPath,
  reportedPath,
  unplacedPath,
} from './coverage-manifest.js';
import { COVERAGE_FORMATS } from './coverage-report.js';

const count = fc.nat(0xffffffff);
const facts: fc.Arbitrary<CoverageFacts> = fc.record({
  format: fc.constantFrom(...COVERAGE_FORMATS),
  linesTotal: count,
  linesCovered: count,
  branchesTotal: count,
  branchesCovered: count,
});

describe('facts of coverage', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(facts, (one) => {
        const manifest = [{ path: 'a.ts', address: '0f'.repeat(16), facts: one }];
        expect(unpackManifest(packManifest(manifest, COVERAGE_FACTS), COVERAGE_FACTS)).toEqual(manifest);
      }),
    );
  });

  it('are equal where all of them are', () => {
    const one: CoverageFacts = { format: 'lcov', linesTotal: 4, linesCovered: 3, branchesTotal: 2, branchesCovered: 1 };
    expect(COVERAGE_FACTS.isEqual(one, { ...one })).toBe(true);
    const others = [
      ...[{ format: 'jacoco' as const }, { linesTotal: 5 }, { linesCovered: 4 }],
      ...[{ branchesTotal: 3 }, { branchesCovered: 2 }],
    ];
    for (const other of others) expect(COVERAGE_FACTS.isEqual(one, { ...one, ...other })).toBe(false);
  });
});

describe('files without a place', () => {
  it('differ from placed ones at the same path', () => {
    expect(isUnplaced(unplacedPath('a.ts'))).toBe(true);
    expect(isUnplaced('a.ts')).toBe(false);
    expect(reportedPath(unplacedPath('a.ts'))).toBe('a.ts');
  });

  it('differ from origins of placed ones', () => {
    expect([isUnplaced(originPath('a.ts')), isOrigin(originPath('a.ts'))]).toEqual([true, true]);
    expect(isOrigin(unplacedPath('a.ts'))).toBe(false);
    expect(reportedPath(originPath('a.ts'))).toBe('a.ts');
  });
});
