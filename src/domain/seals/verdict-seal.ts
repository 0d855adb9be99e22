import { createHmac } from 'node:crypto';

/** Everything of a stored verdict that its seal covers, as JSON; times in ISO 8601. */
export interface SealedVerdict {
  readonly orgId: number;
  readonly repoId: number;
  readonly scanId: number;
  readonly number: number;
  readonly commitSha: string | null;
  readonly branch: string;
  readonly prNumber: number | null;
  readonly trigger: string;
  readonly status: string;
  readonly policyRevision: number;
  readonly policy: unknown;
  readonly verdict: unknown;
  readonly ratings: unknown;
  readonly facts: unknown;
  readonly evaluatedAt: string;
  readonly evaluatedBy: string;
}

/** Statement of an entry about a scan. `imported`: verdicts of all scans up to it came along without a seal. */
export type ChainAction = 'imported' | 'judged' | 'deleted';

/** An entry of the chain of a repository. */
export interface ChainEntry {
  readonly orgId: number;
  readonly repoId: number;
  readonly action: ChainAction;
  readonly scanId: number;
  /** Number of the evaluation; 0 of other actions. */
  readonly number: number;
  readonly seal: Buffer;
  readonly position: number;
  /** Digest of the findings, coverage, tests, files and base; null of other actions. */
  readonly evidence: Buffer | null;
}

/** Link before the first entry. */
export const NO_LINK: Buffer = Buffer.alloc(0);

/** Seal of a verdict (HMAC-SHA-256), the same for the values that were stored and for those that are read back. */
export const sealVerdict = (key: Uint8Array, verdict: SealedVerdict): Buffer => hmac(key, 'verdict', verdict);

/** Seal of a deletion, or of an import up to a scan. */
export const sealAction = (
  key: Uint8Array,
  { orgId, repoId, action, scanId }: Pick<ChainEntry, 'orgId' | 'repoId' | 'scanId'> & { action: ChainAction },
): Buffer => hmac(key, action, { orgId, repoId, scanId });

/** Link of an entry to all before it: no entry can be removed, added or moved without the key. */
export const linkEntry = (key: Uint8Array, previous: Buffer, { seal, evidence, ...entry }: ChainEntry): Buffer =>
  hmac(key, 'link', {
    previous: previous.toString('hex'),
    ...entry,
    seal: seal.toString('hex'),
    evidence: evidence?.toString('hex') ?? null,
  });

/** Seal of the end of a chain. An earlier one is not stored, so an end that was cut off cannot be sealed again. */
export const sealHead = (
  key: Uint8Array,
  { orgId, repoId, position, link }: Pick<ChainEntry, 'orgId' | 'repoId' | 'position'> & { link: Buffer },
): Buffer => hmac(key, 'head', { orgId, repoId, position, link: link.toString('hex') });

/** Chains of verdicts of an organization and their entries: all that there ever were, and those of deleted repositories. */
export interface ChainCounts {
  readonly chains: number;
  readonly entries: number;
  readonly removedChains: number;
  readonly removedEntries: number;
}

/** Seal of the counts of an organization: no chain can be removed whole, and none put back as it was, without the key. */
export const sealCounts = (
  key: Uint8Array,
  orgId: number,
  { chains, entries, removedChains, removedEntries }: ChainCounts,
): Buffer => hmac(key, 'counts', { orgId, chains, entries, removedChains, removedEntries });

/** Seal of the right of a person to everything: no change of the database alone gives it. */
export const sealSuperAdmin = (
  key: Uint8Array,
  { id, email }: { readonly id: string; readonly email: string },
): Buffer => hmac(key, 'super_admin', { id, email });

const hmac = (key: Uint8Array, purpose: string, value: object): Buffer =>
  createHmac('sha256', key)
    .update(`${purpose}\n${toCanonicalJson(value)}`)
    .digest();

/** JSON with the keys of each object in one order, since the database keeps none. */
const toCanonicalJson = (value: unknown): string => JSON.stringify(value, (_, part: unknown) => sortKeys(part));

const sortKeys = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
    : value;
