import type pg from 'pg';
import {
  type ChainAction,
  linkEntry,
  NO_LINK,
  sealAction,
  type SealedVerdict,
  sealHead,
  sealVerdict,
} from '../../domain/seals/verdict-seal.js';
import { SealedText } from '../../platform/secrets/sealed-text.js';
import type { SecretsKeys } from '../../platform/secrets/secrets-key.js';
import { openVerdictKeys, type VerdictKey, type VerdictKeyRow } from '../../platform/secrets/verdict-keys.js';
import type { Faults } from './faults.js';
import { readInPortions } from './read-in-portions.js';
import { nameRepository, type Repository } from './stored-files.js';

/** Numbers of verdicts and of what they rest on. */
export interface SealCounts {
  sealed: number;
  /** They were stored before verdicts were sealed, or imported. */
  unsealed: number;
  /** Their key does not open. */
  unreadable: number;
  /** Their place in the chain is still to come. */
  open: number;
  /** Scans whose findings, coverage and tests were compared, and those whose details were deleted. */
  evidence: number;
  withoutDetails: number;
}

export const NO_SEALS: SealCounts = { sealed: 0, unsealed: 0, unreadable: 0, open: 0, evidence: 0, withoutDetails: 0 };

/** Keys of seals: those that open, and the ids of all that are stored. */
export interface SealKeys {
  readonly opened: ReadonlyMap<number, VerdictKey>;
  readonly stored: ReadonlySet<number>;
}

interface EntryRow {
  readonly id: string;
  readonly action: ChainAction;
  readonly scanId: string;
  readonly number: number;
  readonly keyId: number;
  readonly seal: Buffer;
  readonly position: number | null;
  readonly evidence: Buffer | null;
  readonly linkKeyId: number | null;
  readonly link: Buffer | null;
}

interface HeadRow {
  readonly position: number;
  readonly link: Buffer;
  readonly keyId: number;
  readonly seal: Buffer;
}

type VerdictRow = Omit<SealedVerdict, 'orgId' | 'repoId' | 'scanId' | 'prNumber' | 'evaluatedAt'> & {
  readonly scanId: string;
  readonly prNumber: string | null;
  readonly evaluatedAt: Date;
  readonly keyId: number | null;
  readonly seal: Buffer | null;
};

interface EvidenceRow {
  readonly scanId: string;
  readonly isSame: boolean | null;
}

const PORTIONS = { entries: 1_000, verdicts: 50, evidence: 200 };

const ENTRIES = `
  SELECT id::text AS id, action, scan_id::text AS "scanId", number, key_id AS "keyId", seal, position, evidence,
    link_key_id AS "linkKeyId", link
  FROM public.verdict_entries WHERE org_id = $1 AND repo_id = $2 ORDER BY position NULLS LAST, id`;
const HEAD = `
  SELECT position, link, key_id AS "keyId", seal FROM public.verdict_chains WHERE org_id = $1 AND repo_id = $2`;
const VERDICTS = `
  SELECT s.id::text AS "scanId", e.number, s.commit_sha AS "commitSha", s.branch, s.pr_number::text AS "prNumber", e.trigger,
    e.status, e.policy_revision AS "policyRevision", e.policy, e.verdict, e.ratings, e.facts, e.evaluated_at AS "evaluatedAt",
    e.evaluated_by AS "evaluatedBy", v.key_id AS "keyId", v.seal
  FROM public.scans s JOIN public.evaluations e ON e.org_id = $1 AND e.scan_id = s.id
    LEFT JOIN public.verdict_entries v ON v.org_id = $1 AND v.repo_id = $2 AND v.scan_id = s.id AND v.number = e.number
      AND v.action = 'judged'
  WHERE s.org_id = $1 AND s.repo_id = $2`;
const GONE = `
  SELECT v.scan_id::text AS "scanId", s.id IS NOT NULL AS "hasScan",
    array_remove(array_agg(CASE WHEN e.number IS NULL THEN v.number END ORDER BY v.number), NULL) AS numbers
  FROM public.verdict_entries v LEFT JOIN public.scans s ON s.org_id = $1 AND s.id = v.scan_id
    LEFT JOIN public.evaluations e ON e.org_id = $1 AND e.scan_id = v.scan_id AND e.number = v.number
  WHERE v.org_id = $1 AND v.repo_id = $2 AND v.action = 'judged' AND (s.id IS NULL OR e.number IS NULL)
    AND NOT EXISTS (SELECT FROM public.verdict_entries d WHERE d.org_id = $1 AND d.repo_id = $2 AND d.scan_id = v.scan_id
      AND d.action = 'deleted')
  GROUP BY v.scan_id, s.id ORDER BY v.scan_id`;
/** Of the last verdict of each scan: an earlier one may rest on less. A version before counted neither files nor base. */
const EVIDENCE = `
  SELECT s.id::text AS "scanId", CASE WHEN s.details_deleted_at IS NULL
      THEN last.evidence = public.judged_evidence($1, s.id) OR last.evidence = public.scan_evidence($1, s.id) END AS "isSame"
  FROM public.scans s JOIN LATERAL (SELECT v.position, v.evidence FROM public.verdict_entries v
    WHERE v.org_id = $1 AND v.repo_id = $2 AND v.scan_id = s.id AND v.action = 'judged' ORDER BY v.number DESC LIMIT 1) AS last ON true
  WHERE s.org_id = $1 AND s.repo_id = $2 AND last.position IS NOT NULL`;

/** Opens the keys of seals, inside the open transaction. Those that do not open are faults of sealed secrets. */
export async function readSealKeys(client: pg.Client, keys: SecretsKeys | null): Promise<SealKeys> {
  const { rows } = await client.query<VerdictKeyRow>('SELECT id, secret FROM public.verdict_keys ORDER BY id');
  return {
    opened: keys === null ? new Map() : openVerdictKeys(rows, new SealedText(keys)),
    stored: new Set(rows.map(({ id }) => id)),
  };
}

/** Compares the verdicts of a repository with their seals, and those with their chain, inside the open transaction. */
export async function verifyVerdictChain(
  client: pg.Client,
  repository: Repository,
  keys: SealKeys,
  faults: Faults,
): Promise<SealCounts> {
  const check = new ChainCheck(client, repository, keys, faults);
  const lastImported = await check.walk();
  await check.compareVerdicts(lastImported);
  await check.findGone();
  await check.compareEvidence();
  return check.counts;
}

class ChainCheck {
  readonly counts = { ...NO_SEALS };
  private readonly values: readonly [orgId: unknown, repoId: unknown];
  /** Keys that are reported as missing. */
  private readonly missing = new Set<number>();
  private readonly ids: { readonly orgId: number; readonly repoId: number };

  constructor(
    private readonly client: pg.Client,
    private readonly repository: Repository,
    private readonly keys: SealKeys,
    private readonly faults: Faults,
  ) {
    this.values = [repository.orgId, repository.id];
    this.ids = { orgId: Number(repository.orgId), repoId: Number(repository.id) };
  }

  /** Follows the chain from its beginning, and answers the last scan that was imported. */
  async walk(): Promise<number> {
    let [position, lastImported] = [0, 0];
    let link: Buffer = NO_LINK;
    for await (const rows of this.read<EntryRow>(ENTRIES, PORTIONS.entries))
      for (const entry of rows) {
        const isGenuine = this.isGenuine(entry);
        if (entry.action === 'imported' && isGenuine) lastImported = Math.max(lastImported, Number(entry.scanId));
        if (entry.position === null) {
          this.counts.open += 1;
          continue;
        }
        if (entry.position !== position + 1) this.report(`its verdict chain lacks entry ${position + 1}`);
        else if (!this.isLinked(entry, link))
          this.report(`entry ${entry.position} of its verdict chain, or an earlier one, was changed`);
        [position, link] = [entry.position, entry.link ?? NO_LINK];
      }
    await this.compareHead(position, link);
    return lastImported;
  }

  /** @param lastImported verdicts of scans up to it may have no seal */
  async compareVerdicts(lastImported: number): Promise<void> {
    // Without the first key nothing says where the seals begin.
    const lastUnsealed = Math.max(this.keys.opened.get(1)?.lastScanId ?? Infinity, lastImported);
    for await (const rows of this.read<VerdictRow>(VERDICTS, PORTIONS.verdicts))
      for (const row of rows) this.compareVerdict(row, lastUnsealed);
  }

  async findGone(): Promise<void> {
    const { rows } = await this.client.query<{ scanId: string; numbers: number[]; hasScan: boolean }>(GONE, [
      ...this.values,
    ]);
    for (const { scanId, numbers, hasScan } of rows)
      this.report(
        hasScan
          ? `scan ${scanId} lacks its sealed verdict ${numbers.join(', ')}`
          : `scan ${scanId} ${numbers.length > 0 ? 'and its verdicts are' : 'is'} missing, but no deletion is recorded`,
      );
  }

  async compareEvidence(): Promise<void> {
    for await (const rows of this.read<EvidenceRow>(EVIDENCE, PORTIONS.evidence))
      for (const { scanId, isSame } of rows)
        if (isSame === null) this.counts.withoutDetails += 1;
        else {
          this.counts.evidence += 1;
          if (!isSame)
            this.report(
              `scan ${scanId} has findings, coverage, tests, files or a base that differ from those in its sealed verdict`,
            );
        }
  }

  private compareVerdict({ keyId, seal, ...row }: VerdictRow, lastUnsealed: number): void {
    const name = `scan ${row.scanId}: its verdict ${row.number}`;
    if (keyId === null || seal === null) {
      if (Number(row.scanId) <= lastUnsealed) this.counts.unsealed += 1;
      else this.report(`${name} has no seal`);
      return;
    }
    const key = this.keyOf(keyId);
    if (key === null) {
      this.counts.unreadable += 1;
      return;
    }
    this.counts.sealed += 1;
    const sealed = sealVerdict(key, {
      ...row,
      ...this.ids,
      scanId: Number(row.scanId),
      prNumber: row.prNumber === null ? null : Number(row.prNumber),
      evaluatedAt: row.evaluatedAt.toISOString(),
    });
    if (!sealed.equals(seal))
      this.report(`${name}, or the commit, branch or pull request number of its scan, differs from the seal`);
  }

  private async compareHead(position: number, link: Buffer): Promise<void> {
    const { rows } = await this.client.query<HeadRow>(HEAD, [...this.values]);
    const [head] = rows;
    const key = head ? this.keyOf(head.keyId) : null;
    if (head ? head.position !== position || !head.link.equals(link) : position > 0)
      this.report('the last entries of its verdict chain were removed or added');
    else if (head && key && !sealHead(key, { ...this.ids, position, link }).equals(head.seal))
      this.report('the end of its verdict chain was changed');
  }

  /** The seal of a verdict is compared with the verdict. */
  private isGenuine({ action, scanId, keyId, seal }: EntryRow): boolean {
    if (action === 'judged') return true;
    const key = this.keyOf(keyId);
    const isGenuine = key === null || sealAction(key, { ...this.ids, action, scanId: Number(scanId) }).equals(seal);
    if (!isGenuine) this.report(`scan ${scanId}: the seal of the entry that it was ${action} differs`);
    return isGenuine;
  }

  private isLinked(entry: EntryRow, previous: Buffer): boolean {
    const { action, number, seal, position, evidence, linkKeyId, link } = entry;
    if (position === null || linkKeyId === null || link === null) return false;
    const key = this.keyOf(linkKeyId);
    const linked = { ...this.ids, action, scanId: Number(entry.scanId), number, seal, position, evidence };
    return key === null || linkEntry(key, previous, linked).equals(link);
  }

  /** Null where the key does not open; one that is not even stored is a fault of its own. */
  private keyOf(id: number): Buffer | null {
    if (!this.keys.stored.has(id) && !this.missing.has(id)) {
      this.missing.add(id);
      this.report(`seals of its verdicts need the key ${id} of verdict_keys, which is missing`);
    }
    return this.keys.opened.get(id)?.key ?? null;
  }

  private read<Row extends pg.QueryResultRow>(text: string, portion: number): AsyncGenerator<Row[]> {
    return readInPortions<Row>(this.client, { text, values: [...this.values], portion });
  }

  private report(fault: string): void {
    this.faults.add(`${nameRepository(this.repository)}: ${fault}.`);
  }
}
