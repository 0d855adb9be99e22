import { DataSource } from 'typeorm';
import { OWNER_ROLE } from '../../src/platform/database/connection.js';
import { type DataMigration, migrateData } from '../../src/platform/database/data-migrations.js';
import { typeormOptions } from '../../src/platform/database/typeorm-options.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

describe('data migrations', () => {
  let database: TestDatabase;
  let source: DataSource;
  let lines: unknown[];
  const log = { info: (line: unknown) => lines.push(line) };

  beforeEach(async () => {
    lines = [];
    database = await createTestDatabase();
    source = new DataSource(typeormOptions(database.admin, { poolSize: 1, sessionOptions: `-c role=${OWNER_ROLE}` }));
    await source.initialize();
    await source.query(`
      CREATE TABLE public.olds (id bigint PRIMARY KEY);
      CREATE TABLE public.news (id bigint PRIMARY KEY, by text DEFAULT current_user);
      INSERT INTO public.olds SELECT generate_series(1, 3)`);
  });

  afterEach(async () => {
    await source.destroy();
    await database.drop();
  });

  /** Moves one row a batch; fails behind the row of `failsAt`. */
  const moveOne = (failsAt?: number): DataMigration => ({
    name: 'move-one',
    countLeft: async (db) => (await db.query<{ count: number }[]>('SELECT count(*) FROM olds'))[0]!.count,
    async run(db) {
      const [moved]: [{ id: number }[], number] = await db.query(
        'DELETE FROM olds WHERE id = (SELECT min(id) FROM olds) RETURNING id',
      );
      if (moved.length === 0) return true;
      await db.query('INSERT INTO news (id) VALUES ($1)', [moved[0]!.id]);
      if (moved[0]!.id === failsAt) throw new Error('interrupted');
      return false;
    },
  });

  const moved = () => source.query('SELECT id, by FROM news ORDER BY id');

  it('go on where an interrupted start left them, as the owner', async () => {
    await expect(migrateData(source, [moveOne(2)], log)).rejects.toThrow('interrupted');
    expect(await moved()).toEqual([{ id: 1, by: OWNER_ROLE }]);
    await migrateData(source, [moveOne()], log);
    expect(await moved()).toEqual([1, 2, 3].map((id) => ({ id, by: OWNER_ROLE })));
    expect(lines).toEqual([{ migration: 'move-one', total: 2 }]);
  });

  it('do not run again once they are finished', async () => {
    await migrateData(source, [moveOne()], log);
    await source.query('INSERT INTO olds VALUES (4)');
    await migrateData(source, [moveOne()], log);
    expect(await moved()).toHaveLength(3);
  });
});
