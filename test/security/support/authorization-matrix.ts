import { type Demand, ROUTES, type Subject } from './route-table.js';

export const ROLES = ['VIEWER', 'MEMBER', 'ORG_ADMIN', 'ORG_OWNER', 'SUPER_ADMIN'] as const;
export const SCOPES = ['read:scans', 'read:repos', 'write:scans', 'admin', 'mint'] as const;

/** Callers: nobody, a person of each role, an owner's API key with one scope, or an owner's key for an agent. */
export const CALLERS = ['anonymous', ...ROLES, ...SCOPES, 'agent'] as const;
export type CallerKind = (typeof CALLERS)[number];

/** Owner of the requested object; `none` where a route is about no single object. */
export const WHOSE = ['own', 'foreign', 'absent'] as const;
export type Whose = (typeof WHOSE)[number] | 'none';

export const whoseOf = (route: string): readonly Whose[] => (ROUTES[route]!.subject ? WHOSE : ['none']);

/** The status that a caller gets, and the code of a refusal; of what is open to anyone, that it is. */
export function expectedAnswer(route: string, caller: CallerKind, whose: Whose): string {
  const {
    demand,
    subject,
    ok = 200,
    isAbsent = false,
    needsDevice = false,
    refusesStaff = false,
    refusesAgents = false,
    feedsTrusted = false,
    gives = [],
  } = ROUTES[route]!;
  if (demand === 'public') return 'open';
  const refusal = refusalOf(demand, caller);
  if (refusal) return refusal;
  if (isKey(caller) && !gives.every((scope) => scope === caller)) return '403 forbidden';
  if (refusesAgents && caller === 'agent') return '403 forbidden';
  if (refusesStaff && caller === 'SUPER_ADMIN') return '403 forbidden';
  if (needsDevice) return '400 bad_request';
  const isOpen = whose === 'foreign' ? isOfStaff(subject) && caller === 'SUPER_ADMIN' : whose !== 'absent';
  if (feedsTrusted && caller === 'agent' && isOpen) return '403 scope_required';
  return isOpen && !isAbsent ? String(ok) : '404 not_found';
}

const isKey = (caller: CallerKind): boolean => caller === 'agent' || (SCOPES as readonly string[]).includes(caller);

const scopesOf = (caller: CallerKind): readonly string[] =>
  caller === 'agent' ? ['read:scans', 'read:repos', 'write:scans'] : [caller];

/** True for what the staff of the service reaches in every organization. */
export const isOfStaff = (subject: Subject | undefined): boolean => subject === 'organization' || subject === 'user';

function refusalOf(demand: Exclude<Demand, 'public'>, caller: CallerKind): string | null {
  if (caller === 'anonymous') return '401 unauthenticated';
  if (demand === 'any caller') return null;
  if (demand === 'person' || demand === 'browser') return isKey(caller) ? '403 forbidden' : null;
  if (isKey(caller)) {
    if (demand.isForPeople) return '403 forbidden';
    const isMet =
      scopesOf(caller).some((scope) => demand.scopes.includes(scope)) ||
      (caller === 'admin' && !demand.scopes.includes('mint'));
    if (!isMet) return '403 scope_required';
    return demand.role === 'SUPER_ADMIN' ? '403 role_required' : null; // a key ranks as an owner at most
  }
  return ROLES.indexOf(caller as never) < ROLES.indexOf(demand.role) ? '403 role_required' : null;
}

const NOTE = `# Authorization

For administrators who want to know who may call which route.

\`npm run authorization\` writes this page from the table that the tests use (\`test/security/support/route-table.ts\`); do not
edit it by hand. \`npm run test:nightly\` sends each of these requests to a running service and fails if an answer, a route or a
line here differs; \`npm test\` sends one for each different answer of each route.

A cell shows the status for an object of the caller's own organization; the last column names the object. A request that is
allowed there is answered with **404** for an object of another organization and for one that does not exist, with the same
body; a request that is refused is refused before any object is looked up. Organizations and users are objects of SUPER_ADMIN, who can access all of them. \`–\` is 403: because of the role (\`role_required\`), because of the scope (\`scope_required\`), or
because the route is only for people who signed in, or only for their browsers (\`forbidden\`). If a route has no object, or its object is a passkey, 404 means that
the caller has no second factor, and 400 that the request lacks what only a device of the caller can produce. Without credentials, every route except those
below is answered with 401. A route in two rows needs more rights if its body has the field in parentheses.

The columns of roles are people; the others are API keys with that one scope whose role is ORG_OWNER, the highest that a key can
have. A key has the weaker of its role and its creator's, and cannot grant or act on a role above it. \`admin\` stands for all scopes
except \`mint\`: with that, a key can create, change or take over accounts and trust relationships. It cannot grant a scope that it lacks, so a key with
only \`mint\` cannot create a trusted publisher. \`agent\` is a key of that kind, whatever its creator may do.

Deleting and transferring an organization and deleting a person need a sign-in within the last 15 minutes; so does turning off \`sso_required\` (\`PUT /api/org/sso\`) or
\`require_second_factor\` (\`PATCH /api/org\`), which no key can do.
`;

/** docs/authorization.md. */
export function renderMatrix(): string {
  const guarded = Object.keys(ROUTES).filter((route) => ROUTES[route]!.demand !== 'public');
  const open = Object.keys(ROUTES).filter((route) => ROUTES[route]!.demand === 'public');
  const callers = CALLERS.filter((caller) => caller !== 'anonymous');
  const rows = guarded.map((route) => {
    const cells = callers.map((caller) => {
      const expected = expectedAnswer(route, caller, ROUTES[route]!.subject ? 'own' : 'none');
      return expected.startsWith('403') ? '–' : expected.replace(/ (?:not_found|bad_request)$/, '');
    });
    return [route.replace(/^\S+ \S+/, '`$&`'), ...cells, ROUTES[route]!.subject ?? ''];
  });
  const table = [['Route', ...callers.map((caller) => `\`${caller}\``), 'Object'], ...rows];
  return [NOTE, renderTable(table), '\n## Open to anyone\n', ...open.map((route) => `- \`${route}\``), ''].join('\n');
}

/** As the formatter aligns it. */
function renderTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(3, ...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(rows[0]!), rule, ...rows.slice(1).map(line)].join('\n');
}
