import pg from 'pg';
import { APP_ROLE, type DatabaseConnection, rolesOf } from '../../src/platform/database/connection.js';
import { PooledConnection } from '../../src/platform/database/pooled-connection.js';
import { PreparedRead } from '../../src/platform/database/prepared-read.js';
import { TENANT_TABLES } from '../../src/platform/tenancy/tenant-tables.js';
import { type ApiAnswer, ApiClient } from './api-client.js';
import { isOnTurn } from './seed.js';

/** Distinct statements that were sent. */
export interface StatementRecorder {
  /** Those since the last call. */
  take(): string[];
}

/** Node of a plan, as EXPLAIN writes it in JSON. */
interface PlanNode {
  readonly Schema?: string;
  readonly 'Relation Name'?: string;
  readonly Alias?: string;
  readonly 'Node Type': string;
  readonly Plans?: readonly PlanNode[];
  readonly 'Index Cond'?: string;
  readonly 'Recheck Cond'?: string;
  readonly Filter?: string;
}

/** Conditions that decide which rows a node reads. */
const CONDITIONS = ['Index Cond', 'Recheck Cond', 'Filter'] as const;
/** Statements that have no plan. */
const WITHOUT_PLAN =
  /^\s*(BEGIN|START|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|SHOW|LISTEN|FETCH|CLOSE|CREATE TEMPORARY|TRUNCATE)\b/i;
/** Tables of a transaction alone, which are gone when its statements are explained. */
const TEMPORARY = /\bnamed_segments\b/;
/** Settings that statements read, of transactions that are over. */
const SETTINGS = "SELECT set_config('app.events_before', 'epoch', false)";
/** COPY has no parameters, so that its statements differ by their values; a few of them show the shape. */
const MOST_COPIES = 20;

let recorded: Set<string> | undefined;

/** Begins to record what connections of pools send as the serving role; further calls share the record. */
export function recordStatements(): StatementRecorder {
  const texts = (recorded ??= watchConnections());
  return {
    take: () => {
      const all = [...texts];
      texts.clear();
      return all;
    },
  };
}

function watchConnections(): Set<string> {
  const texts = new Set<string>();
  const { query: send } = PooledConnection.prototype;
  PooledConnection.prototype.query = function (this: PooledConnection, ...args: unknown[]): never {
    if (this.user === APP_ROLE) for (const text of textsOf(args[0])) texts.add(text);
    return send.apply(this, args);
  };
  return texts;
}

function textsOf(query: unknown): string[] {
  if (typeof query === 'string') return [query];
  if (query instanceof PreparedRead) return query.texts;
  const { text } = query as { text?: unknown };
  return typeof text === 'string' ? [text] : [];
}

/**
 * Finds statements that read, change or delete rows of a tenant table without naming the organization: row security would
 * find the rows, but an engine that divides the tables by organization would ask all of its nodes. PostgreSQL's own plans tell,
 * made as the superuser, whom no policy binds: each access to such a table has a condition on its organization, written or
 * derived from another one.
 *
 * @param admin the superuser of a migrated database
 * @returns one line for each: the table, and the statement
 */
export async function findUnboundStatements(admin: DatabaseConnection, texts: readonly string[]): Promise<string[]> {
  const client = new pg.Client({ ...admin, ssl: admin.ssl });
  await client.connect();
  try {
    await client.query(SETTINGS);
    const unbound: string[] = [];
    for (const text of explainable(texts)) {
      const nodes = await plan(client, text);
      for (const node of nodes.filter(isUnbound)) unbound.push(`${tableOf(node)}: ${text}`);
    }
    return unbound;
  } finally {
    await client.end();
  }
}

function explainable(texts: readonly string[]): string[] {
  const planned = texts.filter((text) => !WITHOUT_PLAN.test(text) && !TEMPORARY.test(text));
  const copies = planned.flatMap((text) => /^COPY \((.*)\) TO STDOUT/s.exec(text)?.[1] ?? []);
  return [...planned.filter((text) => !text.startsWith('COPY')), ...copies.slice(0, MOST_COPIES)];
}

/** All nodes of the plan that serves whatever the parameters are. */
async function plan(client: pg.Client, text: string): Promise<PlanNode[]> {
  const statement = text.trim().replace(/;\s*$/, '');
  const { rows } = await client.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
    `EXPLAIN (GENERIC_PLAN, VERBOSE, COSTS OFF, FORMAT JSON) ${statement}`,
  );
  return rows.flatMap((row) => row['QUERY PLAN']).flatMap(({ Plan }) => withDescendants(Plan));
}

const withDescendants = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(withDescendants)];

const tableOf = ({ Schema, 'Relation Name': name }: PlanNode): string => `${Schema}.${name}`;

function isUnbound(node: PlanNode): boolean {
  const table = tableOf(node);
  if (!(table in TENANT_TABLES) || node['Node Type'] === 'ModifyTable') return false;
  const column = table === 'public.organizations' ? 'id' : 'org_id';
  const own = `(?:"?${node.Alias}"?\\.)?${column}`;
  const named = new RegExp(`(?:^|[(\\s])${own} = |= ${own}\\)`);
  return !CONDITIONS.some((condition) => named.test(node[condition] ?? ''));
}

/** Failures that a server reports: disk full, deadlock, no writes taken, connection ended. */
const FAULTS = ['53100', '40P01', '25006', '57P01'] as const;
type Fault = (typeof FAULTS)[number];

/** Statement that the server answers with the fault. */
const failing = (fault: Fault): string =>
  fault === '57P01'
    ? 'DO $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); END $$'
    : `DO $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '${fault}'; END $$`;

/** Statements that no request waits for: a rollback, and the service's regular looks for work. */
const UNASKED = /^ROLLBACK|public\.(find_|claim_work|settle_work|unsealed|seal_|queue_|.*_due)|record_key_uses/;
/** Routes whose answer begins before their last statement. */
const STREAMS = /^\/org\/export|format=csv/;

/** Of so many statements that follow each other, one fails in `npm test`. */
const TURNS = 4;
/** Characters by which the statements of a stream are told apart: an export sends the same of each table. */
const SAME_LENGTH = 20;

/** Answer to a request of which one statement failed. */
export interface FaultAnswer {
  readonly request: string;
  readonly fault: Fault;
  readonly statement: string;
  /** 0 where the answer of a stream broke off. */
  readonly status: number;
  readonly retryAfter: string | null;
}

/** Roles of the connections that requests use. */
const SERVING: readonly (string | undefined)[] = [APP_ROLE, rolesOf(APP_ROLE).auth];

const BROKEN_OFF: ApiAnswer = { status: 0, headers: new Headers(), body: undefined, text: '' };

/** Failure of one request: the first statement that `mayFail` chooses, and that statement again where it is repeated. */
interface Failure {
  readonly fault: Fault;
  readonly mayFail: (text: string) => boolean;
  text?: string;
}

/** Progress of a walk over all statements of a service. */
export interface FaultWalk {
  /** Requests whose statements fail in each of them. */
  readonly routes: RegExp;
  readonly answers: FaultAnswer[];
  /** Statements seen so far, without their values, and whether each still has to fail. */
  readonly statements: Map<string, boolean>;
}

/**
 * A caller whose requests are repeated: each time the next of their statements fails, until none is left and they succeed. A statement
 * fails once in the whole walk, and in requests of `routes` once each; in `npm test` one in `TURNS` does. The faults take turns.
 */
export class UnluckyClient extends ApiClient {
  constructor(
    private readonly target: string,
    private readonly walk: FaultWalk,
    credentials: Readonly<Record<string, string>> = {},
  ) {
    super(target, credentials);
  }

  override async send(
    method: string,
    path: string,
    ...rest: [body?: unknown, headers?: Record<string, string>]
  ): Promise<ApiAnswer> {
    const { routes, answers, statements } = this.walk;
    const request = `${method} ${path}`;
    const known = (text: string) => (STREAMS.test(path) ? text.slice(0, SAME_LENGTH) : text);
    const shape = (text: string) =>
      `${routes.test(request) ? request : ''} ${known(text)}`.replaceAll(/'[^']*'|\d+/g, '?');
    const isDue = (text: string) => {
      const key = shape(text);
      if (!statements.has(key)) statements.set(key, isOnTurn(statements.size, TURNS));
      return statements.get(key)!;
    };
    if (path.includes('/ping')) return super.send(method, path, ...rest); // its delivery is sent beside it
    for (;;) {
      const failure: Failure = {
        fault: FAULTS[answers.length % FAULTS.length]!,
        mayFail: (text) => !UNASKED.test(text) && isDue(text),
      };
      const restore = failOnce(failure);
      const answer = await super
        .send(method, path, ...rest)
        .catch((error: unknown) => {
          if (STREAMS.test(path)) return BROKEN_OFF;
          throw error;
        })
        .finally(restore);
      const { fault, text: statement } = failure;
      if (statement !== undefined) {
        statements.set(shape(statement), false);
        const { status, headers } = answer;
        answers.push({ request, fault, statement, status, retryAfter: headers.get('retry-after') });
      }
      // The pool may still lend a connection that has just ended.
      if (answer.status !== 503 && answer !== BROKEN_OFF) return answer;
    }
  }

  override as(credentials: Record<string, string>): UnluckyClient {
    return new UnluckyClient(this.target, this.walk, credentials);
  }
}

/** Has the serving roles' connections send a statement that fails in place of the one that fails; answers what ends that. */
function failOnce(failure: Failure): () => void {
  const { query: send } = PooledConnection.prototype;
  PooledConnection.prototype.query = function (this: PooledConnection, query: unknown, ...args: unknown[]): never {
    const text = SERVING.includes(this.user) ? textsOf(query).at(-1) : undefined;
    if (text === undefined || !isFailing(failure, text)) return send.call(this, query, ...args);
    if (query instanceof PreparedRead) {
      const statement = { name: `fail_${failure.fault}`, text: failing(failure.fault) };
      return send.call(this, Object.assign(query, { steps: [{ statement, values: [] }] }), ...args);
    }
    const sent = `${text.startsWith('BEGIN') ? 'BEGIN;' : ''} ${failing(failure.fault)}`;
    if (typeof query !== 'string') return send.call(this, Object.assign(query as object, { text: sent }), ...args);
    return send.call(this, sent, ...args.filter((value) => !Array.isArray(value)));
  };
  return () => {
    PooledConnection.prototype.query = send;
  };
}

function isFailing(failure: Failure, text: string): boolean {
  if (failure.text === undefined && failure.mayFail(text)) failure.text = text;
  return failure.text === text;
}
