import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { memoryFolder } from './memory-folder.js';
import { prepareTemplate, query } from './postgres.js';
import { findSharedCluster, startSharedCluster } from './shared-cluster.js';

describe('a test cluster that outlives a run', () => {
  const { CI } = process.env;
  let folder: string;
  let address: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'quality-gate-spec-'));
    address = path.join(folder, 'cluster.json');
  });
  beforeEach(() => delete process.env.CI);
  afterAll(async () => {
    if (CI !== undefined) process.env.CI = CI;
    await rm(folder, { recursive: true });
  });

  it('is found while it is up, except in CI, and not after it stopped', async () => {
    expect(await findSharedCluster(address)).toBeNull();
    const cluster = await startSharedCluster(address);
    try {
      const admin = (await findSharedCluster(address))!;
      expect(await query(admin, 'SELECT rolsuper FROM pg_roles WHERE rolname = current_user')).toEqual([
        { rolsuper: true },
      ]);
      process.env.CI = 'true';
      expect(await findSharedCluster(address)).toBeNull();
      delete process.env.CI;

      const template = await prepareTemplate(admin);
      expect(await prepareTemplate(admin)).toBe(template);
      const databases = 'SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY datname';
      expect(await query(admin, databases)).toEqual([{ datname: 'postgres' }, { datname: template }]);
      expect(await query({ ...admin, database: template }, 'SELECT count(*)::int AS scans FROM scans')).toEqual([
        { scans: 0 },
      ]);
    } finally {
      await cluster.stop();
    }
    expect(await findSharedCluster(address)).toBeNull();
  });
});

describe('the place of test clusters', () => {
  it('is in memory where there is such a folder with room, else the temporary one', () => {
    expect(memoryFolder(__dirname, 1)).toBe(__dirname);
    expect(memoryFolder(__dirname, Infinity)).toBe(tmpdir());
    expect(memoryFolder(path.join(__dirname, 'absent'), 1)).toBe(tmpdir());
  });
});
