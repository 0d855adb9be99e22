import fc from 'fast-check';
import { type RepoId, type WaiverId } from '../ids.js';
import { type Actual, type Threshold } from './exact-value.js';
import { type RuleName } from './policy.js';
import { findWaiver, isExpired, isInForce, type Waiver, waiverLookup } from './waiver.js';

const NOW = new Date('2026-05-01T12:00:00Z');
const later = (ms: number) => new Date(NOW.getTime() + ms);
const REPO = 8 as RepoId;
const OTHER_REPO = 9 as RepoId;

const aWaiver = (traits: Partial<Omit<Waiver, 'id'>> & { id?: number } = {}): Waiver => ({
  rule: 'new_critical_max',
  repoId: null,
  prNumber: null,
  maxActual: null,
  createdAt: later(-1000),
  expiresAt: null,
  revokedAt: null,
  ...traits,
  id: (traits.id ?? 1) as WaiverId,
});

const aViolation: Parameters<typeof findWaiver>[1] = {
  rule: 'new_critical_max',
  repoId: REPO,
  prNumber: 142,
  actual: 3,
  at: NOW,
};

const FOR_PR = aWaiver({ id: 1, repoId: REPO, prNumber: 142 });
const FOR_REPO = aWaiver({ id: 2, repoId: REPO });
const FOR_ORG = aWaiver({ id: 3 });

const credited = (waivers: Waiver[], violation = aViolation) => findWaiver(waivers, violation)?.id ?? null;

describe('the life of a waiver', () => {
  it.each<[label: string, traits: Partial<Waiver>, expired: boolean, inForce: boolean]>([
    ['without an end', {}, false, true],
    ['that expires in a millisecond', { expiresAt: later(1) }, false, true],
    ['that expires now', { expiresAt: later(0) }, true, false],
    ['that expired a millisecond ago', { expiresAt: later(-1) }, true, false],
    ['that is revoked', { revokedAt: later(-1) }, false, false],
    ['that another clock revokes a second from now', { revokedAt: later(1000) }, false, false],
    ['that is revoked and expired', { revokedAt: later(-5), expiresAt: later(-1) }, true, false],
  ])('one %s', (_label, traits, expired, inForce) => {
    expect(isExpired(aWaiver(traits), NOW)).toBe(expired);
    expect(isInForce(aWaiver(traits), NOW)).toBe(inForce);
  });
});

describe('the scope ladder', () => {
  it.each<[label: string, Waiver[], id: number | null]>([
    ['nothing', [], null],
    ['the pull request before all', [FOR_ORG, FOR_PR, FOR_REPO], 1],
    ['the repository before the organization', [FOR_ORG, FOR_REPO], 2],
    ['the organization at last', [FOR_ORG], 3],
    ['no other rule', [aWaiver({ rule: 'new_high_max' })], null],
    ['no other repository', [aWaiver({ repoId: OTHER_REPO })], null],
    ['no other pull request', [aWaiver({ repoId: REPO, prNumber: 141 })], null],
    ['no pull request of that number elsewhere', [aWaiver({ repoId: OTHER_REPO, prNumber: 142 })], null],
    ['no pull request without its repository', [aWaiver({ prNumber: 142 })], null],
    ['what is broader where the specific is expired', [{ ...FOR_PR, expiresAt: NOW }, FOR_REPO, FOR_ORG], 2],
    ['what is broader where the specific is revoked', [{ ...FOR_PR, revokedAt: NOW }, FOR_ORG], 3],
    ['what is broader where the specific is exceeded', [{ ...FOR_PR, maxActual: 2 }, FOR_REPO], 2],
    ['the newest on one level', [aWaiver({ id: 9 }), aWaiver({ id: 4, createdAt: later(-1) })], 4],
    ['the higher id at one time', [aWaiver({ id: 4 }), aWaiver({ id: 9 }), aWaiver({ id: 5 })], 9],
    [
      'the older where the newest is exceeded',
      [aWaiver({ id: 4 }), aWaiver({ id: 9, createdAt: NOW, maxActual: 2 })],
      4,
    ],
    ['the specific although it is older', [{ ...FOR_PR, createdAt: later(-99_999) }, FOR_REPO], 1],
  ])('credits %s', (_label, waivers, id) => {
    expect(credited(waivers)).toBe(id);
    expect(credited(waivers.toReversed())).toBe(id);
  });

  it('holds for a scan without a pull request', () => {
    expect(credited([FOR_PR, FOR_ORG], { ...aViolation, prNumber: null })).toBe(3);
  });

  it('is what the lookup of an evaluation follows', () => {
    const waiverFor = waiverLookup([FOR_ORG, FOR_PR], { repoId: REPO, prNumber: 142, at: NOW });
    expect(waiverFor('new_critical_max', 3)).toBe(1);
    expect(waiverFor('new_high_max', 3)).toBeNull();
  });
});

describe('max_actual', () => {
  it.each<[RuleName, bound: Threshold, actual: Actual | null, covers: boolean]>([
    ['new_critical_max', 2, 1, true],
    ['new_critical_max', 2, 2, true],
    ['new_critical_max', 2, 3, false],
    ['new_high_max', 5, 5, true],
    ['new_high_max', 5, 6, false],
    ['complexity_new_max', 20, 20, true],
    ['complexity_new_max', 20, 21, false],
    ['duplication_pct_max', 4.2, 4.19, true],
    ['duplication_pct_max', 4.2, 4.2, true],
    ['duplication_pct_max', 4.2, 4.2001, false],
    ['new_coverage_min', 72.4, { part: 725, total: 1000 }, true],
    ['new_coverage_min', 72.4, { part: 724, total: 1000 }, true],
    ['new_coverage_min', 72.4, { part: 72_399_999, total: 100_000_000 }, false],
    ['new_coverage_min', 0, { part: 0, total: 9 }, true],
    ['rating_min', 'D', 'C', true],
    ['rating_min', 'D', 'D', true],
    ['rating_min', 'D', 'E', false],
    ['new_coverage_min', 0, null, false],
    ['new_critical_max', 2_147_483_647, null, false],
  ])('of %s at %p: an actual of %j is covered: %p', (rule, maxActual, actual, covers) => {
    const waivers = [aWaiver({ rule, maxActual })];
    expect(findWaiver(waivers, { ...aViolation, rule, actual }) !== null).toBe(covers);
  });

  it('left out covers any actual, an unknown one as well', () => {
    const waivers = [aWaiver({ rule: 'new_coverage_min' })];
    expect(findWaiver(waivers, { ...aViolation, rule: 'new_coverage_min', actual: null })).not.toBeNull();
  });
});

describe('findWaiver', () => {
  const someWaivers = fc.uniqueArray(
    fc.record({
      id: fc.integer({ min: 1, max: 50 }),
      repoId: fc.constantFrom(null, REPO, OTHER_REPO),
      prNumber: fc.constantFrom(null, 142, 7),
      maxActual: fc.constantFrom(null, 2, 3, 4),
      createdAt: fc.integer({ min: -3, max: -1 }).map(later),
      expiresAt: fc.constantFrom(null, later(-1), later(0), later(1)),
      revokedAt: fc.constantFrom(null, null, later(-1)),
    }),
    { selector: ({ id }) => id, maxLength: 12 },
  );

  it('does not depend on the order', () => {
    const shuffled = someWaivers.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, ([some, same]) => {
        expect(credited(same.map((draft) => aWaiver(draft)))).toBe(credited(some.map((draft) => aWaiver(draft))));
      }),
    );
  });

  it('finds one that covers the violation alone, whenever there is any', () => {
    fc.assert(
      fc.property(someWaivers, (drafts) => {
        const waivers = drafts.map((draft) => aWaiver(draft));
        const alone = waivers.filter((waiver) => findWaiver([waiver], aViolation) !== null);
        const found = findWaiver(waivers, aViolation);
        expect(found === null).toBe(alone.length === 0);
        if (found !== null) expect(alone).toContain(found);
      }),
    );
  });
});
