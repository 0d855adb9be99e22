import { newAjv, readApiDocument } from '../support/api-document.js';

type Node = Record<string, any>;

const document = readApiDocument();
const ajv = newAjv(document);

interface Documented {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly operation: Node;
}

const OPERATIONS: Documented[] = Object.entries(document.paths as Node).flatMap(([path, item]) =>
  Object.entries(item as Node).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    method,
    path,
    operation: operation as Node,
  })),
);
const NAMED = OPERATIONS.map((documented): [string, Documented] => [documented.name, documented]);

/** Answers without a body, which forges and identity providers do not read. */
const WITHOUT_BODY = ['receiveHook 202', 'endProviderSessions 200', 'forgotPassword 202'];

const resolve = (node: Node): Node => {
  const reference = node.$ref as string | undefined;
  if (reference === undefined) return node;
  return resolve(
    reference
      .slice(2)
      .split('/')
      .reduce<Node>((holder, key) => holder[key] as Node, document),
  );
};

/** Faults of a value against a schema of the document. */
function faultsOf(schema: Node, value: unknown): string[] {
  const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"openapi#/components/')) as object;
  const validate = ajv.compile(absolute);
  return validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** Every object in the document that holds named examples or a schema with examples of its own. */
function* nodesOf(node: unknown, at = '#'): Generator<{ at: string; node: Node }> {
  if (typeof node !== 'object' || node === null) return;
  yield { at, node: node };
  for (const [key, value] of Object.entries(node)) yield* nodesOf(value, `${at}/${key}`);
}

describe('examples', () => {
  const media = [...nodesOf(document)].filter(
    ({ node }) => node.schema && node.examples && !Array.isArray(node.examples),
  );
  const named = media.flatMap(({ at, node }) =>
    Object.entries(node.examples as Node).map(([name, example]): [string, Node, unknown] => [
      `${at} ${name}`,
      node.schema as Node,
      resolve(example as Node).value,
    ]),
  );
  const inSchemas = [...nodesOf(document.components.schemas)]
    .filter(({ node }) => Array.isArray(node.examples))
    .flatMap(({ at, node }) => (node.examples as unknown[]).map((value): [string, Node, unknown] => [at, node, value]));

  it.each([...named, ...inSchemas])('%s validates against its schema', (_, schema, value) => {
    expect(value).not.toBeUndefined();
    expect(faultsOf(schema, value)).toEqual([]);
  });

  it('stand with bodies and fields in number, so that none were lost', () => {
    expect(named.length).toBeGreaterThan(300);
    expect(inSchemas.length).toBeGreaterThan(50);
  });
});

describe("the specification's own bodies", () => {
  const exampleOf = (id: string, where: 'request' | 'response'): Node => {
    const { operation } = OPERATIONS.find((documented) => documented.operation.operationId === id)!;
    const holder = where === 'request' ? operation.requestBody : operation.responses['200'];
    const [media] = Object.values(holder.content as Node) as Node[];
    return (media!.examples as Node).specification.value as Node;
  };

  it.each([
    [
      'getGateConfig',
      'response',
      {
        org_id: 42,
        enabled: true,
        block_merge_on_fail: false,
        applies_to_new_code_only: true,
        policy: {
          new_critical_max: 0,
          new_high_max: 2,
          duplication_pct_max: 3.0,
          complexity_new_max: 15,
          rating_min: 'C',
          new_coverage_min: 80.0,
        },
        policy_version: 'v1',
        configured: true,
      },
    ],
    [
      'saveGateConfig',
      'request',
      {
        policy: { new_critical_max: 0, new_high_max: 0, new_coverage_min: 85, rating_min: 'B' },
        enabled: true,
        block_merge_on_fail: false,
        applies_to_new_code_only: true,
      },
    ],
    ['saveGateConfig', 'response', { org_id: 42, saved: true }],
    [
      'getGateStatus',
      'response',
      {
        scan_id: 12345,
        status: 'failed',
        violations: [
          { rule: 'new_critical_max', threshold: 0, actual: 2, severity: 'critical' },
          { rule: 'new_coverage_min', threshold: 80, actual: 72.4, severity: 'medium' },
        ],
        default_branch: 'main',
        scanned_branch: 'feature/auth-rework',
        is_baseline_scan: false,
        new_in_pr: { critical: 2, high: 1, medium: 4, low: 0, total: 7 },
      },
    ],
    [
      'evaluateGate',
      'response',
      {
        status: 'passed',
        violations: [],
        waived_violations: [{ rule: 'duplication_pct_max', threshold: 3, actual: 4.2, severity: 'high', waived: true }],
        policy_version: 'v1',
      },
    ],
    [
      'listWaivers',
      'response',
      {
        org_id: 42,
        waivers: [
          {
            id: 7,
            rule: 'duplication_pct_max',
            reason: 'Legacy monolith — scheduled refactor ticket #1234',
            repo_id: 8,
            pr_number: null,
            created_by_user_id: 15,
            created_at: '2026-04-15T10:00:00Z',
            expires_at: '2026-06-01T00:00:00Z',
            revoked_at: null,
            expired: false,
            revoked: false,
          },
        ],
      },
    ],
    [
      'createWaiver',
      'request',
      {
        rule: 'new_critical_max',
        reason: 'CVE-2026-XXXX is in a dev-only test harness, not deployed',
        repo_id: 8,
        pr_number: 142,
        expires_at: '2026-05-01T00:00:00Z',
      },
    ],
    [
      'createWaiver',
      'response',
      {
        id: 8,
        rule: 'new_critical_max',
        repo_id: 8,
        pr_number: 142,
        created_at: '2026-04-19T12:00:00Z',
        expires_at: '2026-05-01T00:00:00Z',
      },
    ],
    ['revokeWaiver', 'response', { id: 8, revoked: true, revoked_at: '2026-04-19T14:00:00Z' }],
    [
      'rebuildBaseline',
      'response',
      {
        repo_id: 8,
        branch: 'main',
        cleared_fingerprints: 847,
        note: 'Next scan on the default branch will re-establish the baseline.',
      },
    ],
    [
      'getRatings',
      'response',
      {
        scan_id: 12345,
        quality_rating: 'B',
        maintainability_rating: 'B',
        reliability_rating: 'A',
        coverage_rating: 'C',
        duplication_rating: 'A',
        tech_debt_minutes: 847,
        parse_coverage_pct: 98.2,
        files_parsed: 1847,
        files_skipped: 34,
        tool_versions: { lizard: '1.17.13', semgrep: '1.95.0' },
      },
    ],
    [
      'getTechDebt',
      'response',
      {
        scan_id: 12345,
        total_minutes: 847,
        total_hours: 14.12,
        total_engineer_days: 1.76,
        findings_by_type: { complexity: 23, dead_code: 8, duplication: 5, coverage_gap: 12 },
      },
    ],
    ['uploadCoverage', 'request', { scan_id: 12345, report_format: 'lcov' }],
    ['uploadCoverage', 'response', { scan_id: 12345, records_persisted: 847 }],
    [
      'getCoverage',
      'response',
      {
        scan_id: 12345,
        file_count: 847,
        lines_total: 42100,
        lines_covered: 38700,
        coverage_pct: 91.92,
        files: [
          {
            file_path: 'src/auth/handler.py',
            lines_total: 420,
            lines_covered: 412,
            lines_missed: 8,
            coverage_pct: 98.1,
            report_format: 'lcov',
          },
        ],
      },
    ],
    [
      'markFalsePositive',
      'request',
      { issue_id: 98765, is_fp: true, reason: 'Sanitized via framework encoder at the boundary' },
    ],
    ['markFalsePositive', 'response', { issue_id: 98765, user_marked_fp: true, fp_marked_at: '2026-04-19T15:00:00Z' }],
  ] as const)('%s has its %s', (id, where, specified) => {
    expect(exampleOf(id, where)).toMatchObject(specified);
  });
});

describe('every operation', () => {
  const isPublic = ({ operation }: Documented) => (operation.security as unknown[] | undefined)?.length === 0;

  it('has an id of its own in camel case', () => {
    const ids = OPERATIONS.map(({ operation }) => operation.operationId as string);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z][A-Za-z]+$/);
  });

  it('comes in the order of its tags', () => {
    const tags = (document.tags as Node[]).map(({ name }) => name as string);
    const positions = OPERATIONS.map(({ operation }) => tags.indexOf(operation.tags[0] as string));
    expect(positions).not.toContain(-1);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    expect(tags.slice(0, 7)).toEqual([
      'Quality Gate Config',
      'Gate Status',
      'Waivers',
      'Baseline Rebuild',
      'Quality Insights',
      'Coverage',
      'Mark False Positive',
    ]);
  });

  it('asks for one of three credentials, unless it is public', () => {
    expect(document.security).toEqual([{ cookie: [] }, { bearer: [] }, { key: [] }]);
    expect(OPERATIONS.filter(isPublic).map(({ operation }) => operation.operationId as string)).toEqual([
      'login',
      'redeemFirstKey',
      'refreshTokens',
      'getPasswordResetByMail',
      'forgotPassword',
      'checkPasswordReset',
      'resetPassword',
      'getPasskeySignInOptions',
      'signInByPasskey',
      'getSignInProvider',
      'startProviderSignIn',
      'finishProviderSignIn',
      'endProviderSessions',
      'acceptInvitation',
      'getBadgeImage',
      'getBadgeData',
      'receiveHook',
      'exchangeIdentityToken',
      'getHealth',
      'getLiveness',
      'getReadiness',
      'getVersion',
    ]);
  });

  it('says where the session cookie is set and cleared', () => {
    const setsCookie = ({ operation }: Documented) =>
      (Object.values(operation.responses as Node) as Node[]).some(
        (response) => (resolve(response).headers as Node | undefined)?.['Set-Cookie'] !== undefined,
      );
    expect(OPERATIONS.filter(setsCookie).map(({ operation }) => operation.operationId as string)).toEqual([
      'login',
      'refreshTokens',
      'logout',
      'signInByPasskey',
    ]);
  });

  it.each(NAMED)('%s documents the errors that follow from it', (_, documented) => {
    const { operation } = documented;
    const has = Object.keys(operation.responses as Node);
    const parameters = ((operation.parameters ?? []) as Node[]).map(resolve);
    const hasInput = operation.requestBody !== undefined || parameters.some(({ in: place }) => place !== 'header');
    if (!isPublic(documented)) expect(has).toEqual(expect.arrayContaining(['400', '401', '403', '404']));
    if (hasInput) expect(has).toContain('400');
    if (documented.path.includes('{')) expect(has).toContain('404');
    expect(has).toEqual(expect.arrayContaining(['429', '503']));
    for (const status of has.filter((each) => each >= '400'))
      expect(Object.keys(resolve((operation.responses as Node)[status] as Node).content as Node)).toEqual([
        'application/problem+json',
      ]);
  });

  it.each(NAMED)('%s has the parameters that its path names, and describes itself', (_, { path, operation }) => {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const parameters = ((operation.parameters ?? []) as Node[]).map(resolve);
    expect(parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name as string)).toEqual(named);
    expect(operation.summary).toMatch(/^[A-Z].*[^.]$/);
  });

  it.each(NAMED)('%s answers what it answers with a schema', (_, { operation }) => {
    for (const [status, referred] of Object.entries(operation.responses as Node)) {
      const content = resolve(referred as Node).content as Node | undefined;
      const isEmpty =
        ['204', '303', '304'].includes(status) || WITHOUT_BODY.includes(`${operation.operationId as string} ${status}`);
      if (isEmpty) expect(content).toBeUndefined();
      else for (const media of Object.values(content!) as Node[]) expect(media.schema).toBeDefined();
    }
  });
});

describe('schemas', () => {
  it('speak 3.1, not 3.0', () => {
    expect(document.openapi).toBe('3.1.0');
    const schemas = [...nodesOf(document.components.schemas)].filter(({ node }) => 'type' in node);
    for (const { at, node } of schemas) {
      expect([at, Object.keys(node)]).toEqual([at, expect.not.arrayContaining(['nullable', 'example'])]);
    }
  });

  it('lead nowhere in vain', () => {
    for (const { node } of nodesOf(document)) if (node.$ref) expect(resolve(node)).toBeDefined();
  });

  it.each([
    ['Scan', 'pr_number', { type: ['integer', 'null'] }],
    ['Scan', 'created_at', { type: 'string', format: 'date-time' }],
    ['Scan', 'completed_at', { type: ['string', 'null'], format: 'date-time' }],
    ['Scan', 'id', { type: 'integer', minimum: 1 }],
    ['Coverage', 'coverage_pct', { type: ['number', 'null'] }],
    ['Ratings', 'quality_rating', { type: ['string', 'null'], enum: ['A', 'B', 'C', 'D', 'E', null] }],
    ['Finding', 'severity', { type: 'string', enum: ['critical', 'high', 'medium', 'low', 'info'] }],
    ['FileCoverage', 'lines', { items: { type: 'array', items: { type: 'integer' }, minItems: 2, maxItems: 2 } }],
    ['FileCoverage', 'branches', { items: { type: 'array', items: { type: 'integer' }, minItems: 3, maxItems: 3 } }],
    ['Policy', 'new_coverage_min', { type: ['number', 'null'] }],
    ['Policy', 'new_high_max', { type: ['integer', 'null'] }],
  ])('%s.%s has the type that the service sends', (schema, property, expected) => {
    expect((document.components.schemas as Node)[schema].properties[property]).toMatchObject(expected);
  });

  it('need no query parameter that has a default', () => {
    for (const { operation } of OPERATIONS)
      for (const parameter of ((operation.parameters ?? []) as Node[]).map(resolve))
        if ('default' in (parameter.schema as Node)) expect(parameter.required).toBe(false);
  });
});
