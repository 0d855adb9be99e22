import type pg from 'pg';
import { type ChainCounts, sealCounts } from '../../domain/seals/verdict-seal.js';
import type { Faults } from './faults.js';
import type { SealKeys } from './verdict-chains.js';

interface Sealed extends ChainCounts {
  readonly keyId: number;
  readonly seal: Buffer;
}

interface OrganizationRow {
  readonly orgId: string;
  /** Chains that are stored. */
  readonly chains: number;
  readonly entries: number;
  readonly counted: ChainCounts | null;
  readonly keyId: number | null;
  readonly seal: Buffer | null;
}

interface AuditedRow extends Sealed {
  readonly orgId: string;
  readonly entry: string;
}

/** Numbers of what was compared. */
interface Counted {
  readonly organizations: number;
  readonly chains: number;
  readonly entries: number;
}

const ORGANIZATIONS = `
  SELECT o.id::text AS "orgId", stored.chains, stored.entries, v.key_id AS "keyId", v.seal,
    CASE WHEN v.org_id IS NOT NULL THEN json_build_object('chains', v.chains, 'entries', v.entries,
      'removedChains', v.removed_chains, 'removedEntries', v.removed_entries) END AS counted
  FROM public.organizations o LEFT JOIN public.verdict_counts v ON v.org_id = o.id
    CROSS JOIN LATERAL (SELECT count(*)::integer AS chains, coalesce(sum(c.position), 0)::integer AS entries
      FROM public.verdict_chains c WHERE c.org_id = o.id) AS stored
  WHERE v.org_id IS NOT NULL OR stored.chains > 0 OR EXISTS (
    SELECT FROM public.audit_log a WHERE a.org_id = o.id AND a.action = 'verdicts.counted')
  ORDER BY o.id`;
/** The last one of each organization, unless it came with an import: chains began again then. */
const AUDITED = `
  SELECT DISTINCT ON (a.org_id) a.org_id::text AS "orgId", a.id::text AS entry, n.key_id AS "keyId", decode(n.seal, 'hex') AS seal,
    n.chains, n.entries, n.removed_chains AS "removedChains", n.removed_entries AS "removedEntries"
  FROM public.audit_log a CROSS JOIN LATERAL jsonb_to_record(a.new_values) AS n (chains integer, entries integer,
    removed_chains integer, removed_entries integer, key_id integer, seal text)
  WHERE a.action = 'verdicts.counted' AND NOT EXISTS (
    SELECT FROM public.audit_log i WHERE i.org_id = a.org_id AND i.id > a.id AND i.action = 'organization.imported')
  ORDER BY a.org_id, a.id DESC`;

/** Compares the chains of each organization with their sealed counts, and those with the audit log, inside the open transaction. */
export async function verifyChainCounts(client: pg.Client, keys: SealKeys, faults: Faults): Promise<Counted> {
  const { rows } = await client.query<OrganizationRow>(ORGANIZATIONS);
  for (const row of rows) compareStored(row, keys, faults);
  const countedOf = new Map(rows.map(({ orgId, counted }) => [orgId, counted]));
  const audited = await client.query<AuditedRow>(AUDITED);
  for (const row of audited.rows) compareAudited(row, countedOf.get(row.orgId) ?? null, keys, faults);
  return {
    organizations: rows.length,
    chains: rows.reduce((sum, { chains }) => sum + chains, 0),
    entries: rows.reduce((sum, { entries }) => sum + entries, 0),
  };
}

function compareStored(
  { orgId, chains, entries, counted, keyId, seal }: OrganizationRow,
  keys: SealKeys,
  faults: Faults,
): void {
  if (counted === null || keyId === null || seal === null) {
    faults.add(`Organization ${orgId}: the counts of its verdict chains are missing.`);
    return;
  }
  const wanted = { chains: counted.chains - counted.removedChains, entries: counted.entries - counted.removedEntries };
  if (chains !== wanted.chains || entries !== wanted.entries)
    faults.add(
      `Organization ${orgId}: ${chains} verdict chains with ${entries} entries are stored, but the counts are ${wanted.chains} and ${wanted.entries}.`,
    );
  if (!isGenuine(orgId, { ...counted, keyId, seal }, keys))
    faults.add(`Organization ${orgId}: the counts of its verdict chains were changed.`);
}

/** Counts only grow. */
function compareAudited(
  { orgId, entry, ...audited }: AuditedRow,
  counted: ChainCounts | null,
  keys: SealKeys,
  faults: Faults,
): void {
  if (!isGenuine(orgId, audited, keys))
    faults.add(`Organization ${orgId}: entry ${entry} of the audit log has verdict counts with a different seal.`);
  else if (counted !== null && (counted.chains < audited.chains || counted.entries < audited.entries))
    faults.add(
      `Organization ${orgId}: entry ${entry} of the audit log counts ${audited.chains} verdict chains with ` +
        `${audited.entries} entries, but the counts are now ${counted.chains} and ${counted.entries}.`,
    );
}

/** True also where the key does not open, as long as it is stored. */
function isGenuine(orgId: string, { keyId, seal, ...counts }: Sealed, { opened, stored }: SealKeys): boolean {
  const key = opened.get(keyId)?.key;
  return key ? sealCounts(key, Number(orgId), counts).equals(seal) : stored.has(keyId);
}
