import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import { nobodyOwns, type OwnersOfPaths, splitOwners } from '../../../domain/owners/owners-of-paths.js';
import { type ByteTexts, countTexts, packTexts, sharedArray, textReader } from '../../../domain/segments/byte-texts.js';
import { keepAlive } from '../../../platform/database/keep-alive.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { WorkerPool } from '../../../platform/workers/worker-pool.js';
import { FileOwnersRepository, type OwnedScan } from './file-owners.repository.js';
import {
  type OwnersFound,
  type OwnersInput,
  type PackOwnersInput,
  PATH_SEPARATOR,
  type StoredContents,
  type StoredOwnersFound,
  type StoredOwnersInput,
} from './owners.tasks.js';

export type { OwnedScan } from './file-owners.repository.js';

/** Owners of a change that are stored with its scan. */
const MAX_LISTED = 100;

/** Rows of one text of CODEOWNERS beyond which they become one. */
const MAX_ROWS = 50;

/**
 * Finds the owners of files. Patterns are matched once: what is found is stored for all scans with the same CODEOWNERS, at the latest
 * at completion. They are a tenant's text, and matched in threads alone; a thread is given back after a bounded number of steps, so
 * that no file is too much for one, and other organizations take their turns between.
 */
@Injectable()
export class OwnersReader {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly repository: FileOwnersRepository,
    private readonly pool: WorkerPool,
  ) {}

  /** Finds what is stored of the owners of a scan's files, inside the open transaction; null for a scan without a CODEOWNERS. */
  load(orgId: OrgId, scanId: ScanId): Promise<OwnedScan | null> {
    return this.repository.find(orgId, scanId);
  }

  /** The owners of paths, outside of any transaction. Those that are not stored yet are matched and stored. */
  async find(scan: OwnedScan | null, paths: ByteTexts): Promise<OwnersOfPaths> {
    if (scan === null || countTexts(paths) === 0) return nobodyOwns(countTexts(paths));
    const known = await this.lookUp(scan, paths);
    const { ownersOfPath, owners, unknown } = known;
    if (unknown.numbers.length === 0) return { owners: packTexts(owners), ownersOfPath };
    return join(known, await this.matchAndStore(scan, unknown.paths));
  }

  /**
   * Has the owners of paths stored that are not stored yet. The open transaction is left for this work, and begins again.
   *
   * @param revision tells these paths from others of the scan
   */
  async prepare(scan: OwnedScan, paths: readonly string[], revision: string): Promise<void> {
    const key = `owners:${scan.id}:${scan.digest.toString('hex')}:${revision}`;
    await this.tenant.aside(key, async () => {
      const input = { ...contentsOf(scan), paths: paths.join(PATH_SEPARATOR) };
      const found = this.pool.runInTurn<ByteTexts>('findUnowned', input);
      const unknown = await keepAlive(this.tenant.manager(scan.orgId), found);
      const isShort = countTexts(unknown) === 0;
      return { isShort, run: async () => isShort || (await this.matchAndStore(scan, unknown)) };
    });
  }

  /** Each owner of any of the paths once, sorted and as many as lists show, inside the open transaction. */
  async listAll(scan: OwnedScan, paths: readonly string[]): Promise<string[]> {
    const found = this.find(await this.load(scan.orgId, scan.id), packTexts(paths));
    const { owners, ownersOfPath } = await keepAlive(this.tenant.manager(scan.orgId), found);
    const textOf = textReader(owners);
    const names = [...new Set(ownersOfPath)].flatMap((number) => splitOwners(textOf(number)));
    return [...new Set(names)].sort().slice(0, MAX_LISTED);
  }

  private async lookUp(scan: OwnedScan, paths: ByteTexts): Promise<KnownOwners> {
    const ownersOfPath = sharedArray(Uint32Array, countTexts(paths));
    const input: StoredOwnersInput = { ...contentsOf(scan), paths, ownersOfPath };
    return { ownersOfPath, ...(await this.pool.runInTurn<StoredOwnersFound>('lookUpOwners', input)) };
  }

  private async matchAndStore(scan: OwnedScan, paths: ByteTexts): Promise<OwnersOfPaths> {
    const { orgId, id, stored } = scan;
    const codeOwners = await this.tenant.run(orgId, () => this.repository.getText(orgId, id));
    const found = await this.match(codeOwners, paths);
    const replaces = stored.length >= MAX_ROWS;
    const input: PackOwnersInput = { paths, found, contents: replaces ? stored.map(({ content }) => content) : [] };
    const content = await this.pool.runInTurn<Uint8Array>('packOwners', input);
    await this.tenant.run(orgId, () => this.repository.save(scan, content, replaces));
    return found;
  }

  private async match(codeOwners: string, paths: ByteTexts): Promise<OwnersOfPaths> {
    const { ownersOfPath } = nobodyOwns(countTexts(paths));
    const numbers = new Map([['', 0]]);
    for (let from = 0; from < ownersOfPath.length;) {
      const input: OwnersInput = { codeOwners, paths, ownersOfPath, from };
      const found = await this.pool.runInTurn<OwnersFound>('findOwners', input);
      const numberOf = found.owners.map((text) => numbers.get(text) ?? numbers.set(text, numbers.size).size - 1);
      for (; from < found.next; from += 1) ownersOfPath[from] = numberOf[ownersOfPath[from]!]!;
    }
    return { owners: packTexts([...numbers.keys()]), ownersOfPath };
  }
}

const contentsOf = ({ orgId, repoId, digest, stored }: OwnedScan): StoredContents => ({
  contents: stored.map(({ content }) => content),
  key: [orgId, repoId, ...[digest, ...stored.map(({ address }) => address)].map((each) => each.toString('hex'))].join(),
});

interface KnownOwners extends StoredOwnersFound {
  readonly ownersOfPath: Uint32Array;
}

/** Owners that were stored, with those of the unknown paths. */
function join({ ownersOfPath, owners, unknown }: KnownOwners, matched: OwnersOfPaths): OwnersOfPaths {
  const texts = [...owners];
  const numbers = new Map(texts.map((text, number) => [text, number]));
  const textOf = textReader(matched.owners);
  const numberOf = Array.from({ length: countTexts(matched.owners) }, (_, at) => {
    const text = textOf(at);
    return numbers.get(text) ?? texts.push(text) - 1;
  });
  unknown.numbers.forEach((path, at) => (ownersOfPath[path] = numberOf[matched.ownersOfPath[at]!]!));
  return { owners: packTexts(texts), ownersOfPath };
}
