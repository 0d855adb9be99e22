import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import pg from 'pg';
import type { OrgId, RepoId, ScanId } from '../../../src/domain/ids.js';
import { CoverageDetails } from '../../../src/modules/verdict/coverage/coverage-details.js';
import { TenantDatabase } from '../../../src/platform/database/tenant-database.js';
import { type PrivateApp, startPrivateApp } from '../../support/private-app.js';
import { propertyRuns } from '../../support/programme.js';
import { anLcov } from '../../support/reports.js';
import { takeSeed } from '../../support/seed.js';

/** Covered files as a plain model stores them: whole, for each upload of each scan. By path and line, the hits. */
type Coverage = Record<string, Record<number, number>>;

interface ModelScan {
  readonly id: number;
  /** Reports of uploads without a key; of those with one, the last under each. */
  readonly keyless: Coverage[];
  readonly keyed: Map<string, Coverage>;
  fileList: ReadonlySet<string> | null;
  isCompleted: boolean;
  isForgotten: boolean;
}

type Command =
  | { kind: 'upload'; scan: number; key: string; from: number; count: number; variant: number }
  | { kind: 'listFiles'; scan: number; without: number }
  | { kind: 'read' | 'complete' | 'forget'; scan: number }
  | { kind: 'sweep' };

const SCANS = 4;
const FILES = 60;
const LINES = [1, 2, 5];

const pathOf = (file: number): string => `src/area${file % 3}/file${String(file).padStart(2, '0')}.ts`;

/** Of most files all variants say the same. */
function coverageOf({ from, count, variant }: { from: number; count: number; variant: number }): Coverage {
  const coverage: Coverage = {};
  for (let file = from; file < Math.min(FILES, from + count); file++) {
    const said = file % 7 === variant ? variant : 0;
    coverage[pathOf(file)] = Object.fromEntries(LINES.map((line) => [line, (file + line + said) % 3]));
  }
  return coverage;
}

function merged(parts: readonly Coverage[]): Coverage {
  const all: Coverage = {};
  for (const [path, hits] of parts.flatMap((part) => Object.entries(part))) {
    const file = (all[path] ??= {});
    for (const [line, count] of Object.entries(hits)) file[Number(line)] = Math.max(file[Number(line)] ?? 0, count);
  }
  return all;
}

function listedIn({ keyless, keyed, fileList }: ModelScan): Coverage {
  const all = merged([...keyless, ...keyed.values()]);
  return Object.fromEntries(
    Object.entries(all)
      .filter(([path]) => fileList === null || fileList.has(path))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const scan = fc.nat(SCANS - 1);
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('upload' as const),
      scan,
      key: fc.constantFrom('', '', 'unit', 'browser'),
      from: fc.nat(20),
      count: fc.constantFrom(1, 10, FILES, FILES),
      variant: fc.nat(4),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('listFiles' as const), scan, without: fc.nat(3) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('read' as const, 'complete' as const), scan }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('forget' as const), scan }) },
  { weight: 2, arbitrary: fc.constant<Command>({ kind: 'sweep' }) },
);

let app: PrivateApp;
let owner: pg.Client;

beforeAll(async () => {
  app = await startPrivateApp();
  owner = new pg.Client({ ...app.database.admin, ssl: false });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await app.stop();
});

const details = (): CoverageDetails => app.app.get(CoverageDetails, { strict: false });
const tenant = (): TenantDatabase => app.app.get(TenantDatabase, { strict: false });

const count = async (table: string): Promise<number> =>
  Number((await owner.query<{ count: string }>(`SELECT count(*) FROM ${table}`)).rows[0]!.count);

describe('covered files of scans that share segments', () => {
  const repo = async (id: number): Promise<{ org: OrgId; repo: RepoId }> =>
    (
      await owner.query<{ org: OrgId; repo: RepoId }>(
        'SELECT org_id::int AS org, repo_id::int AS repo FROM scans WHERE id = $1',
        [id],
      )
    ).rows[0]!;

  async function sweepAll(anyScan: number): Promise<void> {
    const { org, repo: repoId } = await repo(anyScan);
    const sweep = () => tenant().run(org, () => details().sweep(org, repoId, 7));
    for (let steps = 0; (await sweep()) === 7; steps++) expect(steps).toBeLessThan(1000);
  }

  async function expectListed(model: ModelScan): Promise<void> {
    const { body } = await app.admin.get(`/quality/coverage/${model.id}`);
    const listed = listedIn(model);
    const linesOf = Object.entries(listed).map(([path, hits]) => ({ path, hits: Object.values(hits) }));
    expect(body.files.map((file: any) => [file.file_path, file.lines_total, file.lines_covered])).toEqual(
      linesOf.map(({ path, hits }) => [path, hits.length, hits.filter((hit) => hit > 0).length]),
    );
    expect([body.file_count, body.lines_total]).toEqual([linesOf.length, linesOf.flatMap(({ hits }) => hits).length]);
    for (const [path, hits] of Object.entries(listed).filter((_, index) => index % 17 === 0)) {
      const file = await app.admin.get(`/quality/coverage/${model.id}/files?path=${path}`);
      expect(file.body.lines).toEqual(Object.entries(hits).map(([line, hit]) => [Number(line), hit]));
    }
  }

  async function run(command: Command, scans: readonly ModelScan[]): Promise<void> {
    if (command.kind === 'sweep') return sweepAll(scans[0]!.id);
    const model = scans[command.scan]!;
    if (model.isForgotten) return;
    switch (command.kind) {
      case 'upload': {
        const coverage = coverageOf(command);
        const fields = { scan_id: String(model.id), ...(command.key !== '' && { upload_key: command.key }) };
        const content = anLcov(
          Object.fromEntries(
            Object.entries(coverage).map(([path, hits]) => [
              path,
              Object.entries(hits).map(([line, hit]) => [Number(line), hit] as const),
            ]),
          ),
        );
        expect((await app.admin.upload('/quality/coverage/upload', fields, { content })).status).toBe(200);
        if (command.key === '') model.keyless.push(coverage);
        else model.keyed.set(command.key, coverage);
        return;
      }
      case 'listFiles': {
        if (model.isCompleted) return;
        const paths = Array.from({ length: FILES }, (_, file) => file)
          .filter((file) => file % 5 !== command.without)
          .map(pathOf);
        // A second list moves files that have their places only where they were uploaded under a key.
        if (model.fileList !== null) return;
        expect((await app.admin.post(`/scans/${model.id}/files`, { paths })).status).toBe(200);
        model.fileList = new Set(paths);
        return;
      }
      case 'complete':
        expect((await app.admin.post(`/scans/${model.id}/complete`, {})).status).toBe(200);
        model.isCompleted = true;
        return;
      case 'forget': {
        const { org } = await repo(model.id);
        await tenant().run(org, () => details().deleteOf(org, [model.id as ScanId]));
        model.isForgotten = true;
        return;
      }
      case 'read':
        return expectListed(model);
    }
  }

  it('are those of a plain model that stores everything whole', async () => {
    const seed = takeSeed('coverage beside a model');
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 30 }), async (commands) => {
        const name = `acme/model-${runs++}`;
        const scans: ModelScan[] = [];
        for (let index = 0; index < SCANS; index++) {
          const { body } = await app.admin.post('/scans', { repo: name, branch: index % 2 === 0 ? 'main' : 'change' });
          scans.push({
            ...{ id: body.scan_id as number, keyless: [], keyed: new Map(), fileList: null },
            ...{ isCompleted: false, isForgotten: false },
          });
        }
        for (const one of commands) await run(one, scans);
        await sweepAll(scans[0]!.id);
        for (const model of scans.filter(({ isForgotten }) => !isForgotten)) await expectListed(model);
        const { org } = await repo(scans[0]!.id);
        await tenant().run(org, () =>
          details().deleteOf(
            org,
            scans.map(({ id }) => id as ScanId),
          ),
        );
        await sweepAll(scans[0]!.id);
        expect([await count('coverage_segments'), await count('coverage_keyframes')]).toEqual([0, 0]);
      }),
      { seed, numRuns: propertyRuns(15) },
    );
  });

  it('are stored once for scans that cover the same', async () => {
    const countStored = async () => [await count('coverage_segments'), await count('coverage_keyframes')];
    const content = anLcov(Object.fromEntries(Array.from({ length: 50 }, (_, file) => [pathOf(file), [[1, file]]])));
    const uploadToNewScan = async () => {
      const { body } = await app.admin.post('/scans', { repo: 'acme/once', branch: 'main' });
      await app.admin.upload('/quality/coverage/upload', { scan_id: String(body.scan_id) }, { content });
    };
    await uploadToNewScan();
    const stored = await countStored();
    await uploadToNewScan();
    expect(await countStored()).toEqual(stored);
    await owner.query('DELETE FROM repos');
    expect(await countStored()).toEqual([0, 0]);
  });
});

describe('sweeping while an upload comes', () => {
  const content = anLcov(Object.fromEntries(Array.from({ length: 50 }, (_, file) => [pathOf(file), [[1, file]]])));
  const aScan = async (): Promise<number> =>
    (await app.admin.post('/scans', { repo: 'acme/raced', branch: 'main' })).body.scan_id as number;
  const upload = (id: number) => app.admin.upload('/quality/coverage/upload', { scan_id: String(id) }, { content });
  const isAnyoneWaiting = async (): Promise<boolean> =>
    (await owner.query('SELECT FROM pg_locks WHERE NOT granted')).rows.length > 0;

  it('leaves what the upload names again, though it was read before and is stored after', async () => {
    const old = await aScan();
    await upload(old);
    const id = await aScan();
    const { rows } = await owner.query<{ org: OrgId; repo: RepoId }>(
      'SELECT org_id::int AS org, repo_id::int AS repo FROM scans WHERE id = $1',
      [id],
    );
    const { org, repo } = rows[0]!;
    await owner.query('BEGIN');
    await owner.query('SELECT FROM scans WHERE id = $1 FOR UPDATE', [id]);
    const answer = upload(id);
    while (!(await isAnyoneWaiting())) await sleep(20);
    await tenant().run(org, () => details().deleteOf(org, [old as ScanId]));
    while ((await tenant().run(org, () => details().sweep(org, repo, 20))) === 20);
    expect([await count('coverage_segments'), await count('coverage_keyframes')]).toEqual([0, 0]);
    await owner.query('COMMIT');
    expect((await answer).status).toBe(200);
    expect((await app.admin.get(`/quality/coverage/${id}`)).body.file_count).toBe(50);
    expect((await app.admin.get(`/quality/coverage/${id}/files?path=${pathOf(49)}`)).body.lines).toEqual([[1, 49]]);
  });
});
