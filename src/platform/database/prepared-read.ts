import pg from 'pg';

/** A statement that each connection parses and plans once, under its name. */
export interface PreparedStatement {
  /** Unique within the service. */
  readonly name: string;
  readonly text: string;
}

/** A statement with its values, as text (null for NULL), or bytes for a bytea. */
export interface ReadStep {
  readonly statement: PreparedStatement;
  readonly values: readonly (string | Buffer | null)[];
}

type Done<Row> = (error: Error | null, rows?: Row[]) => void;

/** Prepared statements of each connection, with the columns of their rows. */
const prepared = new WeakMap<pg.Connection, Map<string, readonly pg.FieldDef[]>>();

/**
 * Runs several statements as one transaction in one round trip, which returns the rows of the last. All messages up to
 * the protocol's one Sync leave together, and everything between two of these is one transaction to PostgreSQL (section
 * "Pipelining" of its protocol's description), so that `set_config(..., true)` is in force for the steps after it.
 *
 * For the driver it is a query; pass it to `Pool.query`, which also calls `callback`.
 */
export class PreparedRead<Row> implements pg.Submittable {
  /** Set by the driver. */
  callback: Done<Row> | undefined;

  private readonly rows: Row[] = [];
  private readonly described: (readonly pg.FieldDef[])[] = [];
  private stepsDone = 0;
  private known!: Map<string, readonly pg.FieldDef[]>;

  constructor(private readonly steps: readonly ReadStep[]) {}

  /** Texts of its statements, in their order. */
  get texts(): string[] {
    return this.steps.map(({ statement }) => statement.text);
  }

  readonly submit = (connection: pg.Connection): void => {
    this.known = prepared.get(connection) ?? new Map<string, readonly pg.FieldDef[]>();
    prepared.set(connection, this.known);
    connection.stream.cork();
    for (const { statement, values } of this.steps) {
      if (!this.known.has(statement.name)) {
        connection.parse({ ...statement, types: [] }, true);
        connection.describe({ type: 'S', name: statement.name }, true);
      }
      connection.bind({ statement: statement.name, values: [...values] }, true);
      connection.execute({}, true);
    }
    connection.sync();
    connection.stream.uncork();
  };

  handleRowDescription({ fields }: { fields: pg.FieldDef[] }): void {
    this.described.push(fields);
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    if (this.stepsDone < this.steps.length - 1) return;
    const columns = this.known.get(this.lastName) ?? this.described.at(-1) ?? [];
    this.rows.push(toRow(columns, fields) as Row);
  }

  handleCommandComplete(): void {
    this.stepsDone += 1;
  }

  handleReadyForQuery(): void {
    const fresh = this.steps.filter(({ statement }) => !this.known.has(statement.name));
    fresh.forEach(({ statement }, index) => this.known.set(statement.name, this.described[index] ?? []));
    this.callback?.(null, this.rows);
  }

  handleError(error: Error): void {
    this.callback?.(error);
  }

  private get lastName(): string {
    return this.steps.at(-1)!.statement.name;
  }
}

function toRow(columns: readonly pg.FieldDef[], values: readonly (string | null)[]): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  columns.forEach(({ name, dataTypeID }, index) => {
    const text = values[index] ?? null;
    row[name] = text === null ? null : parserOf(dataTypeID)(text);
  });
  return row;
}

const parserOf = pg.types.getTypeParser as (typeOid: number) => (text: string) => unknown;
