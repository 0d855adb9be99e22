import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { stderr } from 'node:process';
import { findFreePort } from '../../src/embedded-postgres/free-port.js';
import type { EmbeddedPostgres } from '../../src/embedded-postgres/start-embedded-postgres.js';
import { startThrowawayPostgres } from '../../src/embedded-postgres/start-throwaway-postgres.js';
import { aPush, carryOn, type Push } from '../service/support/push.js';
import { ApiClient } from '../support/api-client.js';
import { aScratchFolder, cleanUpServices } from '../support/built-service.js';
import { query } from '../support/postgres.js';
import { type Container, Image, missingForImage, type RunOptions } from './support/image.js';
import { until } from './support/program.js';

const ADMIN_EMAIL = 'admin@example.test';
const ADMIN_PASSWORD = 'correct horse battery staple';
const COMMIT = 'c0'.repeat(20);
/** Packages of a base and of a build come over the network. */
const BUILT_WITHIN_MS = 2_400_000;

const missing = missingForImage();
if (missing.length > 0)
  stderr.write(`The drill of the image is skipped, as these are missing: ${missing.join(', ')}.\n`);

jest.setTimeout(300_000);

(missing.length > 0 ? describe.skip : describe)('the image (needs npm run drill, root, buildah and mmdebstrap)', () => {
  let image: Image;
  let folder: string;
  let port: number;
  let container: Container;

  beforeAll(async () => {
    folder = await aScratchFolder();
    image = await Image.build(folder, COMMIT);
    port = await findFreePort();
  }, BUILT_WITHIN_MS);
  afterAll(async () => {
    await (image as Image | undefined)?.remove();
    await cleanUpServices();
  }, 120_000);

  const anonymous = () => new ApiClient(`http://127.0.0.1:${port}`, {});
  const signIn = () => anonymous().login(ADMIN_EMAIL, ADMIN_PASSWORD);

  /** Runs it with the volume `data`, and waits until it is healthy. */
  async function start({ data, environment, secrets }: RunOptions): Promise<void> {
    container = await image.run({
      data,
      environment: { HOST: '127.0.0.1', PORT: String(port), SHUTDOWN_DELAY_MS: '0', ADMIN_EMAIL, ...environment },
      secrets,
    });
    await until('the image is healthy', async () => {
      if (!container.isRunning) throw new Error(container.output);
      return container.isHealthy();
    }).catch((error: unknown) => {
      throw new Error(container.output.slice(-4_000), { cause: error });
    });
  }

  async function expectPush(branch: string): Promise<Push> {
    const push = aPush('acme/shop', branch, 20, 10);
    await carryOn(push, await signIn());
    expect(push.verdict).toMatchObject({ status: expect.stringMatching(/^(passed|failed)$/) });
    return push;
  }

  describe('with a PostgreSQL of its own', () => {
    let pushed: Push;
    let inVolume: RunOptions;

    beforeAll(async () => {
      inVolume = {
        data: path.join(folder, 'volume'),
        environment: {
          ADMIN_PASSWORD_FILE: '/run/secrets/admin_password',
          SECRETS_KEY_FILE: '/run/secrets/secrets_key',
        },
        secrets: { admin_password: ADMIN_PASSWORD, secrets_key: randomBytes(32).toString('base64') },
      };
      await start(inVolume);
    });

    it('is healthy, and says which commit it was built from', async () => {
      const { status, body } = await anonymous().get('/version');
      expect([status, body.commit]).toEqual([200, COMMIT]);
      expect((await fetch(`http://127.0.0.1:${port}/`)).headers.get('content-type')).toContain('text/html');
    });

    it('runs as an account without rights, and writes to its volume and /tmp alone', async () => {
      const status = await readFile(`/proc/${await container.pid()}/status`, 'utf8');
      const fieldOf = (name: string) => new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(status)![1]!;
      expect(fieldOf('Uid')).toBe('1000\t1000\t1000\t1000');
      expect(fieldOf('Groups').trim()).toBe('');
      expect(['CapEff', 'CapPrm', 'CapBnd'].map((name) => Number(fieldOf(name)))).toEqual([0, 0, 0]);
      expect(fieldOf('NoNewPrivs')).toBe('1');
      for (const [file, isWritable] of [
        ['/app/new', false],
        ['/usr/local/bin/new', false],
        ['/run/secrets/new', false],
        ['/data/new', true],
        ['/tmp/new', true],
      ] as const) {
        const { code, output } = await container.execute('touch', file);
        expect([file, code === 0, output]).toEqual([
          file,
          isWritable,
          isWritable ? '' : expect.stringContaining('Read-only file system'),
        ]);
      }
    });

    it('takes its secrets from files, and shows them in no environment', async () => {
      const environment = await readFile(`/proc/${await container.pid()}/environ`, 'utf8');
      expect(environment).toContain('ADMIN_PASSWORD_FILE=/run/secrets/admin_password');
      for (const secret of Object.values(inVolume.secrets)) {
        expect(environment).not.toContain(secret);
        expect(container.output).not.toContain(secret);
      }
    });

    it('takes a scan and judges it', async () => {
      pushed = await expectPush('main');
    });

    it('ends with 0 at SIGTERM, its database with it, and has everything when it is started again', async () => {
      expect(await container.stop()).toBe(0);
      await expect(readFile(path.join(inVolume.data, 'postgres/postmaster.pid'))).rejects.toThrow('ENOENT');
      await start(inVolume);
      const { status, body } = await (await signIn()).get(`/quality/gates/status/${pushed.scanId}`);
      expect({ status, verdict: body.status }).toEqual({ status: 200, verdict: pushed.verdict!.status });
      expect(await container.stop()).toBe(0);
    });
  });

  describe('with a database outside', () => {
    let server: EmbeddedPostgres;

    beforeAll(async () => {
      server = await startThrowawayPostgres();
      await query({ ...server.superuser, ssl: false }, 'CREATE DATABASE gate');
    });
    afterAll(async () => (server as EmbeddedPostgres | undefined)?.stop());

    it('migrates it as an administrator, then serves without one', async () => {
      const { host, port: at, user, password } = server.superuser;
      const urlOf = (name: string, secret: string) =>
        `postgres://${name}:${encodeURIComponent(secret)}@${host}:${at}/gate`;
      const secrets = {
        ...{ database_url: urlOf('qg_app', 'the serving password'), database_admin_url: urlOf(user, password) },
        ...{ admin_password: ADMIN_PASSWORD },
      };
      const data = path.join(folder, 'empty');
      const environment = {
        DATABASE_URL_FILE: '/run/secrets/database_url',
        ADMIN_PASSWORD_FILE: '/run/secrets/admin_password',
      };
      const migration = await image.run({
        ...{ data, secrets, command: ['npm', 'run', 'migrate'] },
        environment: { ...environment, DATABASE_ADMIN_URL_FILE: '/run/secrets/database_admin_url' },
      });
      expect([await migration.end(), migration.output]).toEqual([0, expect.stringMatching(/^Ran \d+ migrations/m)]);
      await start({ data, environment, secrets });
      await expectPush('main');
      expect(await container.stop()).toBe(0);
    });
  });
});
