import { spawnSync } from 'node:child_process';
import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { stderr } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { findContradictions } from '../service/support/contradictions.js';
import { aPush, carryOn, type Push } from '../service/support/push.js';
import type { ApiClient } from '../support/api-client.js';
import { BUILD_TIMEOUT_MS, buildPackage } from '../support/built-package.js';
import { aScratchFolder, BuiltService, cleanUpServices } from '../support/built-service.js';

const ADMIN_EMAIL = 'admin@example.test';
const ADMIN_PASSWORD = 'correct horse battery staple';
const RATE = '1000000';
/** Room for a new database and some pushes. */
const DISK = '160m';
/** Number of refusals that show the disk to be full for the service as well. */
const REFUSALS = 5;
/** The promise: even a whole push is answered within this time. */
const NO_HANG_MS = 10_000;
const PATIENCE_MS = 90_000;

const canMount = mayMount();
if (!canMount) stderr.write('A small disk cannot be mounted here: what happens on a full one is not tested.\n');

jest.setTimeout(300_000);

(canMount ? describe : describe.skip)('the service, its disk full (needs the right to mount)', () => {
  let disk: string;

  beforeAll(async () => {
    await buildPackage();
    disk = await aScratchFolder();
    mount(disk);
  }, BUILD_TIMEOUT_MS);
  afterAll(async () => {
    await cleanUpServices().catch(() => undefined);
    spawnSync('umount', [disk]);
    await rm(disk, { recursive: true, force: true });
  });

  it('answers 503 meanwhile, goes on by itself when there is room again, and has lost nothing that it acknowledged', async () => {
    const dataDir = path.join(disk, 'data');
    const service = await BuiltService.start({
      ...{ ADMIN_EMAIL, ADMIN_PASSWORD, DATA_DIR: dataDir, LOG_LEVEL: 'warn' },
      ...{ RATE_LIMIT_DEFAULT: RATE, RATE_LIMIT_STATUS: RATE, RATE_LIMIT_UPLOAD: RATE },
    });
    const login = await service.anonymous.post('/auth/login', { email: ADMIN_EMAIL, password: ADMIN_PASSWORD });
    const api = service.anonymous.as({ authorization: `Bearer ${login.body.access_token}` });
    const pushes: Push[] = [];

    await push(api, pushes);
    const filler = path.join(disk, 'filler');
    await fill(filler);
    let refusals = 0;
    for (const end = Date.now() + PATIENCE_MS; refusals < REFUSALS && Date.now() < end;) {
      // An answer other than success and 503 throws.
      if (!(await push(api, pushes))) refusals += 1;
      expect((await service.anonymous.get('/health/live')).status).toBe(200);
    }
    expect(refusals).toBe(REFUSALS);

    await rm(filler);
    for (const end = Date.now() + PATIENCE_MS; !(await push(api, pushes));) {
      if (Date.now() > end) throw new Error(`It did not go on.\n${service.stdout.slice(-3_000)}`);
      await sleep(200);
    }
    expect((await service.anonymous.get('/health/ready')).status).toBe(200);
    for (const known of pushes) await carryOn(known, api);
    for (const known of pushes)
      expect((await api.get(`/quality/gates/status/${known.scanId}`)).body).toEqual(known.verdict);
    expect(await findContradictions(dataDir)).toEqual({});
    expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
  });

  /** Pushes everything; false when the service answered one step with 503. */
  async function push(api: ApiClient, pushes: Push[]): Promise<boolean> {
    const next = aPush(`acme/shop-${pushes.length}`, 'main', 2_000, 300);
    pushes.push(next);
    const startedMs = performance.now();
    try {
      await carryOn(next, api);
      return true;
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('503')) return false;
      throw error;
    } finally {
      expect(performance.now() - startedMs).toBeLessThan(NO_HANG_MS);
    }
  }
});

/** Writes until there is no room left. */
async function fill(file: string): Promise<void> {
  const handle = await open(file, 'w');
  try {
    for (let size = 1 << 20; size >= 512;) {
      const isWritten = await handle.write(Buffer.alloc(size)).then(
        ({ bytesWritten }) => bytesWritten === size,
        () => false,
      );
      if (!isWritten) size >>= 1;
    }
  } finally {
    await handle.close();
  }
}

function mayMount(): boolean {
  const probe = spawnSync('mktemp', ['-d'], { encoding: 'utf8' }).stdout.trim();
  if (probe === '') return false;
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', probe]).status === 0;
  if (isMounted) spawnSync('umount', [probe]);
  spawnSync('rmdir', [probe]);
  return isMounted;
}

function mount(folder: string): void {
  const { status, stderr: said } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK},mode=711`, 'tmpfs', folder], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(said);
}
