/**
 * Columns with ids of people, which are others in each service, by table: SQL that is true for rows whose value is one. The export
 * names these people, and an import replaces their ids.
 */
export const PEOPLE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'auth.api_keys': { created_by_user_id: 'true' },
  'public.audit_log': { actor_id: `r.actor_type = 'user'`, target_id: `r.target_type IN ('member', 'user')` },
  'public.favourites': { user_id: 'true' },
  'public.forges': { changed_by_user_id: 'true' },
  'public.invitations': { invited_by_user_id: 'true' },
  'public.members': { user_id: 'true' },
  'public.trusted_publishers': { created_by_user_id: 'true' },
  'public.views': { user_id: 'true' },
  'public.waiver_requests': { created_by_user_id: 'true', decided_by_user_id: 'true' },
  'public.waivers': { created_by_user_id: 'true' },
  'public.webhooks': { changed_by_user_id: 'true' },
};

/** Those of `PEOPLE` that are never null though their person may be deleted. */
export const NEVER_NULL: ReadonlySet<string> = new Set([
  'public.trusted_publishers.created_by_user_id',
  'public.waiver_requests.created_by_user_id',
]);

/** Left out of what an import writes: the database fills the column by itself. */
export const BY_DATABASE = null;

const RANDOM_HASH = `sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))`;
/** Sealed by no key, as where a key is lost: the secret has to be entered again. */
const LOST = `'\\x'::bytea`;

/** Columns that an import fills otherwise than the exported row `r` has them, by table: SQL. */
export const REPLACED: Readonly<Record<string, Readonly<Record<string, string | typeof BY_DATABASE>>>> = {
  // nobody can use a key whose hash is not known
  'auth.api_keys': { key_hash: RANDOM_HASH, revoked_at: 'coalesce(r.revoked_at, now())' },
  // entries are sealed again, as their hashes cover the ids of the organization and of people
  'public.audit_log': { salt: BY_DATABASE, personal_digest: BY_DATABASE, hash: BY_DATABASE },
  'public.coverage_manifests': { stored_by: BY_DATABASE },
  'public.scan_manifests': { stored_by: BY_DATABASE },
  // nothing is delivered twice
  'public.deliveries': {
    state: `CASE r.state WHEN 'pending' THEN 'cancelled' ELSE r.state END`,
    finished_at: 'coalesce(r.finished_at, now())',
  },
  'public.events': { is_spread: 'true' },
  'public.forges': {
    credentials: LOST,
    hook_secret: LOST,
    hook_public_id: 'gen_random_uuid()',
    state: `'needs_credentials'`,
  },
  // keys are revoked here
  'public.trusted_publishers': {
    minted_by: 'NULL',
    expires_at: 'NULL',
    // nobody here has said that it is trusted
    is_disabled: 'true',
    proof: 'NULL',
    contested_at: 'NULL',
    tokens_from: 'NULL',
    last_exchanged_at: 'NULL',
    last_exchanged_from: 'NULL',
  },
  // nobody has accepted it here
  'public.members': { origin: `'made'` },
  // nobody here has allowed it
  'public.repos': { source_excerpts: `'none'` },
  'public.webhooks': {
    secret: LOST,
    headers: `CASE WHEN r.header_names <> '{}' THEN ${LOST} END`,
    previous_secret: 'NULL',
    previous_until: 'NULL',
    disabled_reason: `coalesce(r.disabled_reason, 'secret_unreadable')`,
  },
};

/**
 * Tables whose rows an import does not write: the organization has its own function, the chain is sealed again, links of invitations do
 * not open anything here, and a group of people counts only where this service's staff granted it.
 */
export const OTHERWISE_IMPORTED: readonly string[] = [
  'public.organizations',
  'public.audit_chains',
  'public.invitations',
  'public.mapped_groups',
];
