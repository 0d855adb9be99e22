import { changedFile, type ChangedLines } from '../../src/domain/changes/changed-lines.js';
import type { ScanId } from '../../src/domain/ids.js';
import { ScanEntity } from '../../src/modules/verdict/scan/entities/scan.entity.js';
import { ScanRepository } from '../../src/modules/verdict/scan/scan.repository.js';
import { readChanges } from '../../src/modules/verdict/scan/scan.tasks.js';
import { openTenantFixture, type TenantFixture } from './tenant-fixture.js';

/** All that a change may say beside its files. */
const UNKNOWN = { changedSinceBase: null, landed: null, loosened: null, assertions: null };

describe('the changed lines of a scan', () => {
  let fixture: TenantFixture;
  let scans: ScanRepository;
  let scanId: ScanId;

  beforeAll(async () => {
    fixture = await openTenantFixture([ScanEntity]);
    scans = new ScanRepository(fixture.tenant);
  });
  beforeEach(async () => {
    scanId = await fixture.aScan(await fixture.aRepo());
  });
  afterAll(() => fixture.close());

  const afterSaving = (files: string): Promise<ChangedLines | null> =>
    fixture.tenant.run(fixture.orgId, async () => {
      await scans.saveChanges(fixture.orgId, scanId, { files, ...UNKNOWN });
      return scans.findChanges(fixture.orgId, scanId);
    });

  it('come back with all that is known of each file, and null for the rest', async () => {
    const full = {
      path: 'src/cart.ts',
      old_path: 'src/basket.ts',
      added: [[2, 2]],
      removed: [[2, 3]],
      hunks: [[2, 2, 2, 1]],
      hunks_w: [],
      status: 'renamed',
      kind: 'source',
      executable_added: [],
      edited_scopes: ['Cart.total'],
    };
    const bytes = Buffer.from(JSON.stringify({ files: [{ path: 'README.md', added: [] }, full] }));
    const reading = readChanges({ type: 'application/json', bytes });
    if (!reading.ok) throw new Error(reading.error.detail);
    expect(await afterSaving(reading.value.files)).toEqual({
      files: [
        changedFile({ path: 'README.md' }),
        {
          path: 'src/cart.ts',
          oldPath: 'src/basket.ts',
          added: [[2, 2]],
          removed: [[2, 3]],
          hunks: [[2, 2, 2, 1]],
          hunksIgnoringSpace: [],
          status: 'renamed',
          kind: 'source',
          executableAdded: [],
          closingAdded: null,
          coverageIgnored: null,
          moved: null,
          unchangedButSpace: null,
          onTarget: null,
          editedScopes: ['Cart.total'],
        },
      ],
    });
  });

  it('are read as they were stored before more was known of a file', async () => {
    const stored = [{ path: 'a.ts', oldPath: null, added: [[1, 2]] }];
    expect(await afterSaving(JSON.stringify(stored))).toEqual({
      files: [changedFile({ path: 'a.ts', added: [[1, 2]] })],
    });
  });

  it('are unknown where nobody reported them', async () => {
    expect(await fixture.tenant.run(fixture.orgId, () => scans.findChanges(fixture.orgId, scanId))).toBeNull();
  });
});
