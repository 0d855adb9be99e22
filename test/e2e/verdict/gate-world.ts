import type { ApiAnswer, ApiClient } from '../../support/api-client.js';
import { ADMIN_EMAIL, ADMIN_PASSWORD, startTestApp, type TestApp } from '../../support/test-app.js';

/** A result of an analyzer, as the SARIF that `aSarif` makes of it. */
export interface SarifResult {
  readonly ruleId: string;
  /** SARIF's `security-severity`: 9 and up is critical, 7 high, 4 medium. */
  readonly score: number;
  readonly line: number;
}

/** A service, and what tests of the gate need again and again. */
export type GateWorld<App extends TestApp = TestApp> = App & GateOrganizations;

interface GateOrganizations {
  /** The administrator in a new organization, which has no policy. */
  anOrg(): Promise<ApiClient & { readonly orgId: number }>;
  /** The administrator in a new organization that saved this configuration. */
  anOrgWith(config: object): Promise<ApiClient & { readonly orgId: number }>;
}

export async function startGateWorld(environment: Record<string, string> = {}): Promise<GateWorld> {
  return inGateWorld(await startTestApp(environment));
}

/** The world on a service that is started already. */
export async function inGateWorld<App extends TestApp>(world: App): Promise<GateWorld<App>> {
  const login = await world.anonymous.post('/auth/login', { email: ADMIN_EMAIL, password: ADMIN_PASSWORD });
  let orgs = 0;

  const anOrg = async () => {
    orgs += 1;
    const made = await world.admin.post('/orgs', { name: `Organization ${orgs}`, slug: `org-${orgs}` });
    expect(made.status).toBe(201);
    const orgId = made.body.id as number;
    const headers = { authorization: `Bearer ${login.body.access_token}`, 'x-org-id': String(orgId) };
    return Object.assign(world.anonymous.as(headers), { orgId });
  };
  return {
    ...world,
    anOrg,
    anOrgWith: async (config) => {
      const org = await anOrg();
      expect((await org.put('/quality/gates/config', config)).status).toBe(200);
      return org;
    },
  };
}

/** An API key of the organization, as a caller. */
export async function aKey(org: ApiClient, role: string, scopes: string[]): Promise<ApiClient> {
  const made = await org.post('/api-keys', { name: `${role} ${scopes.join(' ')}`, role, scopes });
  expect(made.status).toBe(201);
  return org.as({ 'x-api-key': made.body.key as string });
}

/** A pending scan, of pull request 5 of `acme/web` unless `values` say otherwise. */
export async function aScan(org: ApiClient, values: object = {}): Promise<{ id: number; repoId: number }> {
  const scan = { repo: 'acme/web', branch: 'feature/auth-rework', pr_number: 5, ...values };
  const made = await org.post('/scans', scan);
  expect(made.status).toBe(201);
  return { id: made.body.id as number, repoId: made.body.repo_id as number };
}

/** Completes a scan; answers its status. */
export async function complete(org: ApiClient, scanId: number, said: object = {}): Promise<ApiAnswer['body']> {
  const answer = await org.post(`/scans/${scanId}/complete`, said);
  expect(answer.status).toBe(200);
  return answer.body;
}

/** A completed scan whose duplication is `pct`: enough to pass or to fail, without any report. */
export async function aDuplicatedScan(org: ApiClient, pct: number, values: object = {}) {
  const scan = await aScan(org, values);
  await complete(org, scan.id, { metrics: { duplication_pct: pct } });
  return scan;
}

export async function uploadFindings(org: ApiClient, scanId: number, results: readonly SarifResult[]): Promise<void> {
  const answer = await org.upload(`/scans/${scanId}/findings`, {}, { content: aSarif(results), name: 'a.sarif' });
  expect(answer.status).toBe(200);
}

/** A report of a security analyzer; the code on each line differs. */
export function aSarif(results: readonly SarifResult[]): string {
  const rules = [...new Map(results.map((result) => [result.ruleId, result])).values()];
  return JSON.stringify({
    version: '2.1.0',
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    runs: [
      {
        tool: {
          driver: {
            name: 'example-analyzer',
            version: '1.2.3',
            rules: rules.map(({ ruleId, score }) => ({
              id: ruleId,
              properties: { 'security-severity': String(score), tags: ['security'] },
            })),
          },
        },
        results: results.map(({ ruleId, line }) => ({
          ruleId,
          message: { text: `Found by ${ruleId}` },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: 'src/cart.ts' },
                region: { startLine: line, snippet: { text: `total += price[${line}] * ${line + 7};` } },
              },
            },
          ],
        })),
      },
    ],
  });
}

/** A problem without what differs between two requests: identical for absent and for foreign objects. */
export const untraced = (problem: object) => ({ ...problem, instance: '', request_id: '' });

/** A violation of `duplication_pct_max` of 3. */
export const duplicationViolation = (actual: number) => ({
  rule: 'duplication_pct_max',
  threshold: 3,
  actual,
  severity: 'high',
});
