/** End of a row: with its scan, with its repository, or only with its organization. */
export type TenantTableEnd = 'scan' | 'repo' | 'organization';

/** A table of tenants: when its rows are deleted, and what of them an export of the organization contains. */
export interface TenantTable {
  readonly endsWith: TenantTableEnd;
  readonly isExported: boolean;
  /** Columns that an export leaves out: secrets. */
  readonly secrets: readonly string[];
}

const exported = (endsWith: TenantTableEnd, ...secrets: string[]): TenantTable => ({
  endsWith,
  isExported: true,
  secrets,
});
const local = (endsWith: TenantTableEnd): TenantTable => ({ endsWith, isExported: false, secrets: [] });

/**
 * Every table with rows of tenants, by its qualified name: `endsWith: 'scan'` has a column `scan_id`, `'repo'` a column
 * `repo_id` that may be null for rows of the whole organization. Deletion and export go by this list, and the catalogue's test
 * fails a table that is not in it.
 */
export const TENANT_TABLES: Readonly<Record<string, TenantTable>> = {
  'auth.api_keys': exported(
    'organization',
    'key_hash',
    'previous_key_hash',
    'previous_prefix',
    'previous_maker',
    'previous_lineage',
    'lineage',
  ),
  'auth.member_passwords': local('organization'),
  'auth.password_resets': local('organization'),
  'auth.sessions': local('organization'),
  'public.accepted_issues': exported('repo'),
  'public.audit_chains': exported('organization'),
  'public.audit_log': exported('organization'),
  'public.baselines': exported('repo'),
  'public.cleared_baselines': exported('repo'),
  'public.coverage_keyframes': exported('repo'),
  'public.coverage_manifests': exported('scan'),
  'public.coverage_segments': exported('repo'),
  'public.coverage_uploads': exported('scan'),
  'public.deliveries': exported('organization'),
  'public.delivery_attempts': exported('organization'),
  'public.deleted_repos': local('repo'),
  'public.evaluations': exported('scan'),
  'public.events': exported('repo'),
  'public.favourites': exported('repo'),
  'public.file_owners': local('repo'),
  'public.finding_keyframes': exported('repo'),
  'public.finding_reports': exported('scan'),
  'public.finding_segments': exported('repo'),
  'public.flickering_lines': local('repo'),
  'public.forge_reports': exported('scan'),
  'public.forges': exported('organization', 'credentials', 'hook_secret'),
  'public.gate_config_revisions': exported('organization'),
  'public.gate_configs': exported('organization'),
  'public.hook_deliveries': local('organization'),
  'public.invitations': exported('organization', 'token_hash', 'link', 'minted_by'),
  'public.issue_blocks': exported('repo'),
  'public.issue_marks': exported('repo'),
  'public.jobs': local('organization'),
  'public.made_invitations': local('organization'),
  'public.mapped_groups': exported('organization'),
  'public.mark_operations': local('repo'),
  'public.members': exported('organization', 'minted_by'),
  'public.organization_quotas': exported('organization'),
  'public.organization_usage': local('organization'),
  'public.organizations': exported('organization'),
  'public.project_proofs': local('organization'),
  'public.pull_requests': exported('repo'),
  'public.repo_forges': exported('repo'),
  'public.repo_gate_config_revisions': exported('repo'),
  'public.repo_names': local('repo'),
  'public.repos': exported('organization'),
  'public.rule_help': exported('repo'),
  'public.scan_changes': exported('scan'),
  'public.scan_files': exported('scan'),
  'public.scan_fixes': local('scan'),
  'public.scan_manifests': exported('scan'),
  'public.scan_sources': local('scan'),
  'public.scans': exported('repo', 'author_email_digest', 'author_login_digest'),
  'public.search_words': local('repo'),
  'public.source_texts': local('repo'),
  'public.test_uploads': exported('scan'),
  'public.trend_facts': exported('scan'),
  'public.trusted_publishers': exported('repo'),
  'public.verdict_chains': local('repo'),
  'public.verdict_counts': local('organization'),
  'public.verdict_entries': local('repo'),
  'public.views': exported('organization'),
  'public.waiver_requests': exported('repo'),
  'public.waiver_uses': exported('scan'),
  'public.waivers': exported('repo'),
  'public.webhooks': exported('organization', 'headers', 'secret', 'previous_secret'),
  'public.work_items': local('organization'),
};
