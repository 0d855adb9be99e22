import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import ts from 'typescript';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

/** The feature that each table belongs to: its folder in src/modules. */
const OWNERS: Readonly<Record<string, readonly string[]>> = {
  audit: ['audit_chains', 'audit_log'],
  auth: [
    'api_keys',
    'identities',
    'unbound_identities',
    'member_passwords',
    'own_password_resets',
    'passkeys',
    'password_attempts',
    'password_resets',
    'recovery_codes',
    'refresh_tokens',
    'sessions',
    'totp_secrets',
    'users',
  ],
  baseline: ['baselines', 'cleared_baselines'],
  'test-results': ['test_uploads'],
  coverage: ['coverage_keyframes', 'coverage_manifests', 'coverage_segments', 'coverage_uploads', 'flickering_lines'],
  chain: ['verdict_chains', 'verdict_counts', 'verdict_entries'],
  event: ['events'],
  findings: [
    'accepted_issues',
    'finding_keyframes',
    'finding_reports',
    'finding_segments',
    'issue_blocks',
    'issue_marks',
    'mark_operations',
    'rule_help',
    'scan_manifests',
  ],
  forge: ['forge_reports', 'forges', 'hook_deliveries', 'repo_forges'],
  job: ['jobs'],
  mail: ['counted_notices'],
  organization: [
    'deleted_repos',
    'favourites',
    'invitations',
    'made_invitations',
    'mapped_groups',
    'members',
    'organizations',
    'repo_names',
    'repos',
    'spent_slugs',
  ],
  publisher: ['project_proofs', 'trusted_publishers', 'used_token_ids'],
  platform: [
    'migrations',
    'data_migrations',
    'installation',
    'schema_version',
    'secrets_key',
    'verdict_keys',
    'work_items',
  ],
  quota: ['organization_quotas', 'organization_usage'],
  'quality-gate': ['evaluations', 'gate_config_revisions', 'gate_configs', 'repo_gate_config_revisions'],
  scan: ['file_owners', 'pull_requests', 'scan_changes', 'scan_files', 'scans'],
  source: ['scan_fixes', 'scan_sources', 'source_texts'],
  trend: ['search_words', 'trend_facts'],
  view: ['views'],
  waiver: ['waiver_requests', 'waiver_uses', 'waivers'],
  webhook: ['deliveries', 'delivery_attempts', 'webhooks'],
};
/** The lower part of a feature, by its folder, and the feature. */
const FEATURES_ON_TWO_FLOORS: Readonly<Record<string, string>> = { 'forge-report': 'forge' };

const ALL_TABLES = Object.values(OWNERS).flat();

const ROOT = path.join(__dirname, '../..');
const SQL = /\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|FROM|JOIN|TRUNCATE)\b/;
const CHANGE = /\b(INSERT INTO|UPDATE|DELETE FROM|TRUNCATE)\b/;
/** A table's name, with its schema or without, that is neither a part of another name nor a column's qualifier. */
const TABLE = new RegExp(String.raw`(?<![\w.$"])(?:(?:public|auth)\.)?(${ALL_TABLES.join('|')})(?![\w.(])`, 'g');

/** Files of a folder of the source, by their paths from the project's root; tests left out. */
const filesIn = (folder: string): string[] =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => path.join(folder, file));

/** A text of the source that names tables. */
interface NamedTables {
  readonly file: string;
  readonly owner: string;
  readonly isReadModel: boolean;
  readonly sql: string;
  readonly tables: readonly string[];
}

/** SQL of a source file: strings and templates, without the values of a template; of an entity its table alone. */
function sqlIn(file: string): string[] {
  const source = readFileSync(path.join(ROOT, file), 'utf8');
  if (file.endsWith('.entity.ts')) return [/@Entity\(\{ name: '(\w+)'/.exec(source)![1]!];
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) texts.push(node.text);
    if (ts.isTemplateExpression(node))
      texts.push([node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join(' ? '));
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest));
  return texts.filter((text) => SQL.test(text));
}

function namedTables(): NamedTables[] {
  return [...filesIn('src/modules'), ...filesIn('src/platform')].flatMap((file) => {
    const [, room, , feature] = file.split(path.sep);
    const owner = room === 'platform' ? room : (FEATURES_ON_TWO_FLOORS[feature!] ?? feature!);
    return sqlIn(file).flatMap((sql) => {
      const tables = [...sql.matchAll(TABLE)].map(([, table]) => table!);
      return tables.length === 0 ? [] : [{ file, owner, isReadModel: file.endsWith('.read-model.ts'), sql, tables }];
    });
  });
}

const foreign = ({ owner, tables }: NamedTables): string[] => tables.filter((table) => !OWNERS[owner]?.includes(table));

describe('tables and the features that own them', () => {
  const named = namedTables();

  it('are all of the tables that there are', async () => {
    const database = await createTestDatabase();
    try {
      expect(await tablesOf(database)).toEqual([...ALL_TABLES].sort());
    } finally {
      await database.drop();
    }
  });

  it('are found in the source', () => {
    expect(named.length).toBeGreaterThan(60);
    expect(new Set(named.map(({ owner }) => owner)).size).toBeGreaterThan(8);
  });

  it('are named by their own feature alone, but for read models', () => {
    const strangers = named
      .filter(({ isReadModel }) => !isReadModel)
      .flatMap((one) => foreign(one).map((table) => `${one.file} names ${table}`));
    expect(strangers).toEqual([]);
  });

  it('are read and never changed by read models, each of which has a reason to be one', () => {
    const readModels = named.filter(({ isReadModel }) => isReadModel);
    expect(readModels.filter(({ sql }) => CHANGE.test(sql))).toEqual([]);
    const files = [...new Set(readModels.map(({ file }) => file))];
    const withReason = new Set(readModels.filter((one) => foreign(one).length > 0).map(({ file }) => file));
    expect(files.filter((file) => !withReason.has(file))).toEqual([]);
    expect(
      filesIn('src')
        .filter((file) => file.endsWith('.read-model.ts'))
        .sort(),
    ).toEqual(files.sort());
  });
});

async function tablesOf({ admin }: TestDatabase): Promise<string[]> {
  const client = new pg.Client({ ...admin });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname IN ('public', 'auth') ORDER BY tablename COLLATE "C"`,
    );
    return rows.map(({ name }) => name);
  } finally {
    await client.end();
  }
}
