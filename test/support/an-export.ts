import { MIGRATIONS } from '../../ormconfig.js';
import { TAR_END, tarEntry } from '../../src/platform/http/tar-entry.js';
import { TENANT_TABLES } from '../../src/platform/tenancy/tenant-tables.js';

const AT = '2026-11-27T12:00:00Z';

/** An organization without anything, as `GET /org/export` writes it. */
export const ORGANIZATION = {
  ...{ id: 7, name: 'Moved', created_at: AT, retention_due_at: AT, classification_overrides: [] },
  ...{ coverage_gap_medium_pct: 60, coverage_gap_high_pct: 30, repo_policy: 'tighten_only', untested_files: 'count' },
  ...{ tolerate_inherited: true, on_tool_failure: 'fail', on_missing_tool: 'warn', switches_revision: 0 },
  ...{ retention_change_details_days: 30, retention_branch_scans: 50, retention_branch_daily_days: 365 },
  ...{ reevaluate_on_change: false, stale_after_days: 7, require_second_factor: false },
};

/** Files of an export by name; null leaves one out. */
export type ExportFiles = Readonly<Record<string, string | null>>;

/** The export of an organization without anything, as text. */
export function anExport(slug: string, files: ExportFiles = {}): string {
  const rows = Object.keys(TENANT_TABLES)
    .filter((name) => TENANT_TABLES[name]!.isExported)
    .map((name) => [name, name === 'public.organizations' || `${name}/000001.jsonl` in files ? 1 : 0]);
  const head = { format: 'quality-gate-organization', format_version: 1, migration: MIGRATIONS.at(-1)!.name };
  const all: ExportFiles = {
    'export.json': JSON.stringify(head),
    'people.jsonl': '',
    'public.organizations/000001.jsonl': JSON.stringify({ ...ORGANIZATION, slug }),
    ...files,
    // the last file of an export
    'end.json': 'end.json' in files ? files['end.json']! : JSON.stringify({ rows: Object.fromEntries(rows) }),
  };
  const entries = Object.entries(all).flatMap(([name, text]) =>
    text === null ? [] : [tarEntry(name, Buffer.from(text), new Date(AT))],
  );
  return Buffer.concat([...entries, TAR_END]).toString();
}
