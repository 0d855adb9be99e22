import { isDeepStrictEqual } from 'node:util';
import pg from 'pg';
import { withoutOrgPredicate } from './without-org-predicate.js';

/** Outcome of a statement without its organization's predicate, over all of its runs. */
export interface ProbedStatement {
  readonly sql: string;
  runs: number;
  /** Answers, or counts of changed rows, that another organization had a part in. */
  leaks: number;
}

interface Outcome {
  readonly rows: readonly string[];
  readonly count: number | null;
  readonly error?: string;
}

interface Step {
  readonly text: string;
  readonly values: readonly unknown[];
}

type Query = (...args: unknown[]) => unknown;

/**
 * Wraps the service's driver, in tests alone: before each statement of a tenant transaction runs, it runs within
 * savepoints with and without the predicate on its organization, and the outcomes are compared. Then it runs once more
 * with the ids of another organization's objects in its parameters.
 */
export class PredicateProbe {
  readonly statements = new Map<string, ProbedStatement>();
  /** Statements of tenant transactions that name no organization. */
  readonly unbound = new Set<string>();
  private isOn = false;
  private readonly original = pg.Client.prototype.query as unknown as Query;
  private readonly inTenant = new WeakSet<pg.Client>();
  private readonly turns = new WeakMap<pg.Client, Promise<unknown>>();

  /**
   * @param toForeign what stands for the twin in another organization: of an id another id, of a text another text
   * @param most probes of one statement, two of each run; further runs are not probed
   */
  constructor(
    private readonly toForeign: { id(id: number): number; text(text: string): string },
    private readonly most: number,
  ) {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the replaced method has a `this` of its own
    const probe = this;
    const intercept = function (this: pg.Client, ...args: unknown[]): unknown {
      return probe.intercept(this, args);
    };
    (pg.Client.prototype as { query: unknown }).query = intercept;
  }

  uninstall(): void {
    (pg.Client.prototype as { query: unknown }).query = this.original;
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    this.isOn = true;
    try {
      return await work();
    } finally {
      this.isOn = false;
    }
  }

  private intercept(client: pg.Client, args: unknown[]): unknown {
    const [first, values] = args;
    if (typeof first === 'string' && args.every((arg) => typeof arg !== 'function'))
      return this.inTurn(client, async () => {
        this.follow(client, first);
        const step = { text: first, values: (values ?? []) as unknown[] };
        if (this.isOn && this.inTenant.has(client)) await this.probe(client, step);
        return this.original.apply(client, args);
      });
    const steps = pipelined(first);
    if (this.isOn && steps)
      return this.inTurn(client, async () => {
        await this.original.call(client, 'BEGIN');
        for (const step of steps.slice(0, -1)) await this.original.call(client, step.text, step.values);
        await this.probe(client, steps.at(-1)!);
        await this.original.call(client, 'ROLLBACK');
        this.original.apply(client, args);
      });
    return this.original.apply(client, args);
  }

  /** Statements of a connection that were sent together run one after another, each with its probes. */
  private inTurn<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
    const before = this.turns.get(client) ?? Promise.resolve();
    const turn = before.then(work, work);
    this.turns.set(client, turn);
    return turn;
  }

  private follow(client: pg.Client, sql: string): void {
    if (sql.includes(`set_config('app.org_id'`)) this.inTenant.add(client);
    else if (/^(START TRANSACTION|COMMIT|ROLLBACK)$/.test(sql)) this.inTenant.delete(client);
  }

  private async probe(client: pg.Client, { text, values }: Step): Promise<void> {
    const bare = withoutOrgPredicate(text);
    if (bare === null) {
      if (/^\s*(SELECT|UPDATE|DELETE|WITH)\b/i.test(text)) this.unbound.add(text);
      return;
    }
    const statement = this.statements.get(text) ?? { sql: text, runs: 0, leaks: 0 };
    this.statements.set(text, statement);
    if (statement.runs >= this.most) return;
    for (const parameters of [values, this.foreign(values)]) {
      statement.runs += 1;
      const looks = statement.leaks > 0 ? 1 : 2;
      if (await this.differs(client, { text, bare, values: parameters }, looks)) statement.leaks += 1;
    }
  }

  /** True where the outcomes differ each time: what others change between two looks differs once. */
  private async differs(
    client: pg.Client,
    { text, bare, values }: Step & { readonly bare: string },
    looks: number,
  ): Promise<boolean> {
    const bound = await this.tryOut(client, whole(text), values);
    const unbound = await this.tryOut(client, whole(bare), values);
    if (unbound.error?.startsWith('42')) throw new Error(`Not SQL any more: ${bare}: ${unbound.error}`);
    if (isDeepStrictEqual(bound, unbound)) return false;
    return looks === 1 || this.differs(client, { text, bare, values }, looks - 1);
  }

  private async tryOut(client: pg.Client, sql: string, values: readonly unknown[]): Promise<Outcome> {
    const send = (text: string, parameters: readonly unknown[] = []) =>
      this.original.call(client, text, parameters) as Promise<pg.QueryResult>;
    await send('SAVEPOINT probe');
    try {
      const { rows, rowCount } = await send(sql, values);
      return { rows: rows.map((row) => JSON.stringify(row)).sort(), count: rowCount };
    } catch (error) {
      return { rows: [], count: null, error: `${(error as pg.DatabaseError).code}` };
    } finally {
      await send('ROLLBACK TO SAVEPOINT probe');
      await send('RELEASE SAVEPOINT probe');
    }
  }

  private foreign(values: readonly unknown[]): unknown[] {
    return values.map((value) => {
      if (Array.isArray(value)) return this.foreign(value);
      if (typeof value === 'number') return this.toForeign.id(value);
      if (typeof value !== 'string') return value;
      // Prepared reads take ids as text, and lists of them as PostgreSQL writes arrays.
      return IDS.test(value)
        ? value.replace(/\d+/g, (id) => String(this.toForeign.id(Number(id))))
        : this.toForeign.text(value);
    });
  }
}

/** An id, or an array of them. */
const IDS = /^(\d{1,15}|\{\d{1,15}(,\d{1,15})*\})$/;

/** Without the limit of a page: a leak may lie behind it. */
const whole = (sql: string): string => sql.replace(/ LIMIT \d+$/, '');

/** The statements of one that is several at once (platform/database/prepared-read.ts), within a tenant. */
function pipelined(query: unknown): Step[] | null {
  const { steps } = query as { steps?: { statement: { text: string }; values: unknown[] }[] };
  if (!Array.isArray(steps) || steps.length < 2) return null;
  return steps.map(({ statement, values }) => ({ text: statement.text, values }));
}
