import type { ApiClient } from '../../../support/api-client.js';
import { anLcov, aSarifLog, lines, type SarifResult } from '../../../support/reports.js';

const FILES = ['src/api/session.ts', 'src/api/token.ts', 'src/http/router.ts', 'lib/store.ts', 'lib/format.ts'];
const RULES = [
  { rule: 'sql-injection', securitySeverity: '9.3', message: 'Input of a request becomes part of a query' },
  { rule: 'weak-hash', securitySeverity: '7.1', message: 'MD5 protects a password' },
  { rule: 'unused-variable', level: 'warning', message: 'The value is never read' },
  { rule: 'todo', level: 'note', message: 'Work is left for later' },
] as const satisfies readonly Omit<SarifResult, 'path' | 'line'>[];

/** Findings over a few files and rules; each has a line of its own. */
export const someFindings = (count: number, from = 0): SarifResult[] =>
  Array.from({ length: count }, (_, at) => ({
    ...RULES[(from + at) % RULES.length]!,
    path: FILES[(from + at) % FILES.length]!,
    line: 3 + 4 * (from + at),
    snippet: `call(${from + at});`,
  }));

/** Lines of the findings that the pull request adds. */
const ADDED = [160, 300];

interface ScanParts {
  readonly findings?: readonly SarifResult[];
  readonly covered?: Readonly<Record<string, readonly (readonly [line: number, hits: number])[]>>;
  readonly changes?: readonly object[];
}

/** Creates a scan of `acme/web` with its reports, completes it, and answers its id. */
export async function aJudgedScan(api: ApiClient, about: object, parts: ScanParts = {}): Promise<number> {
  const { findings = [], covered, changes } = parts;
  const scanId = (await api.post('/scans', { repo: 'acme/web', ...about })).body.scan_id as number;
  if (changes) await api.post(`/scans/${scanId}/changes`, { files: changes });
  await api.post(`/scans/${scanId}/findings`, aSarifLog(findings), { 'content-type': 'application/json' });
  if (covered) await api.upload('/quality/coverage/upload', { scan_id: String(scanId) }, { content: anLcov(covered) });
  await api.post(`/scans/${scanId}/complete`);
  return scanId;
}

/** A default branch with 40 findings, and a pull request that adds 24 and leaves added lines uncovered. */
export async function aPullRequest(api: ApiClient): Promise<{ readonly base: number; readonly change: number }> {
  const covered = {
    'src/api/session.ts': lines(60, 52),
    'src/api/token.ts': lines(140, 120),
    'lib/store.ts': lines(30, 30),
    'lib/format.ts': lines(25, 12),
  };
  await api.put('/quality/gates/config', { policy: { new_critical_max: 0, new_coverage_min: 80 }, enabled: true });
  const base = await aJudgedScan(
    api,
    { branch: 'main', commit_sha: 'a1b2c3d4e5f60718293a4b5c6d7e8f9001122334' },
    { findings: someFindings(40), covered },
  );
  const change = await aJudgedScan(
    api,
    {
      ...{ branch: 'feature/login', base_branch: 'main', pr_number: 7 },
      commit_sha: 'b1b2c3d4e5f60718293a4b5c6d7e8f9001122334',
    },
    {
      findings: someFindings(64),
      covered: { ...covered, 'src/api/session.ts': lines(60, 40) },
      changes: FILES.map((path) => ({ path, added: path === 'src/api/session.ts' ? [[35, 50], ADDED] : [ADDED] })),
    },
  );
  return { base, change };
}
