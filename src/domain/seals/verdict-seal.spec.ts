import { createHash } from 'node:crypto';
import fc from 'fast-check';
import {
  type ChainEntry,
  linkEntry,
  NO_LINK,
  sealAction,
  type SealedVerdict,
  sealHead,
  sealVerdict,
} from './verdict-seal.js';

const KEY = createHash('sha256').update('key').digest();
const OTHER_KEY = createHash('sha256').update('other').digest();

const VERDICT: SealedVerdict = {
  ...{ orgId: 1, repoId: 2, scanId: 3, number: 4, commitSha: 'a'.repeat(40), branch: 'main', prNumber: null },
  ...{ trigger: 'completed', status: 'failed', policyRevision: 5, policy: { new_high_max: 0 } },
  verdict: { status: 'failed', violations: [{ rule: 'new_high_max', actual: 1 }], unknown: undefined },
  ...{ ratings: { debt: 10 }, facts: null, evaluatedAt: '2026-01-02T03:04:05.678Z', evaluatedBy: 'user:7' },
};

const ENTRY: ChainEntry = {
  ...{ orgId: 1, repoId: 2, action: 'judged', scanId: 3, number: 4 },
  ...{ seal: sealVerdict(KEY, VERDICT), position: 1, evidence: Buffer.alloc(32, 7) },
};

it('is the same for a verdict as it was stored and as the database answers it, with its keys in another order', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (verdict, policy) => {
      const reversed = (value: unknown): unknown => {
        if (Array.isArray(value)) return value.map(reversed);
        if (typeof value !== 'object' || value === null) return value;
        return Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([name, part]) => [name, reversed(part)]),
        );
      };
      const read = reversed(JSON.parse(JSON.stringify({ ...VERDICT, verdict, policy }))) as SealedVerdict;
      expect(sealVerdict(KEY, read)).toEqual(sealVerdict(KEY, { ...VERDICT, verdict, policy }));
    }),
  );
});

it('is another for each changed value of a verdict, and for another key', () => {
  const seals = Object.entries(VERDICT).map(([name, value]) =>
    sealVerdict(KEY, { ...VERDICT, [name]: typeof value === 'number' ? value + 1 : 'changed' }),
  );
  const all = [sealVerdict(KEY, VERDICT), sealVerdict(OTHER_KEY, VERDICT), ...seals].map((seal) =>
    seal.toString('hex'),
  );
  expect(new Set(all).size).toBe(all.length);
});

it('tells a deletion from an import, and the places of both', () => {
  const at = { orgId: 1, repoId: 2, scanId: 3 };
  const seals = [
    sealAction(KEY, { ...at, action: 'deleted' }),
    sealAction(KEY, { ...at, action: 'imported' }),
    sealAction(KEY, { ...at, action: 'deleted', scanId: 4 }),
    sealAction(KEY, { ...at, action: 'deleted', repoId: 4 }),
    sealAction(OTHER_KEY, { ...at, action: 'deleted' }),
  ].map((seal) => seal.toString('hex'));
  expect(new Set(seals).size).toBe(seals.length);
});

it('links an entry to the one before it, by each of its values', () => {
  const changes: Partial<ChainEntry>[] = [
    ...[{ orgId: 9 }, { repoId: 9 }, { action: 'deleted' as const }, { scanId: 9 }, { number: 9 }, { position: 9 }],
    ...[{ seal: Buffer.alloc(32) }, { evidence: null }, {}],
  ];
  const links = [
    ...changes.map((change) => linkEntry(KEY, NO_LINK, { ...ENTRY, ...change })),
    linkEntry(KEY, Buffer.of(1), ENTRY),
    linkEntry(OTHER_KEY, NO_LINK, ENTRY),
  ].map((link) => link.toString('hex'));
  expect(new Set(links).size).toBe(links.length);
});

it('seals the end of a chain otherwise than an earlier one', () => {
  const link = linkEntry(KEY, NO_LINK, ENTRY);
  const head = { orgId: 1, repoId: 2, position: 2, link };
  expect(sealHead(KEY, head)).toEqual(sealHead(KEY, { ...head }));
  expect(sealHead(KEY, { ...head, position: 1 })).not.toEqual(sealHead(KEY, head));
  expect(sealHead(KEY, { ...head, link: NO_LINK })).not.toEqual(sealHead(KEY, head));
});
