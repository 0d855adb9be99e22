import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { type GateApi, type PackQuery } from '../api/gate-api.js';
import { dropOldest, MOST_BYTES } from '../cache/result-cache.js';
import { CliError } from '../exit-code.js';
import { type Git } from '../git/git.js';
import { writePrivateFile } from '../private-file.js';
import { readRegularFile } from '../regular-file.js';
import { type LocalPackAnswer } from './open-pack.js';

/** A pack, and whether it is an earlier one that the service could not renew. */
export interface FoundPack {
  readonly pack: LocalPackAnswer;
  /** Time at which the service sent it; null where that was now. */
  readonly keptSince: Date | null;
}

/** A pack in git's folder, which worktrees share. */
interface KeptPack {
  readonly query: PackQuery;
  readonly tag: string;
  readonly receivedAt: string;
  readonly pack: LocalPackAnswer;
}

/** Repository of a service. */
export interface PackPlace {
  readonly url: string;
  readonly repo: string;
}

/**
 * The folder of what qgate keeps of a repository.
 *
 * @throws {CliError} of kind `usage` where it is a link
 */
export async function cacheFolder(git: Git): Promise<string> {
  const shared = await git.run('rev-parse', '--git-common-dir').then((out) => out.trim());
  const folder = path.resolve(git.root, shared, 'qgate-cache');
  if ((await lstat(folder).catch(() => null))?.isSymbolicLink())
    throw new CliError('usage', `${folder} is a link, which qgate does not follow.`, 'Remove the link.');
  return folder;
}

/**
 * Asks the service for the pack of a checkout and keeps it. Where the service cannot be reached, the kept one serves as long as it is
 * valid.
 *
 * @param ask sends the request; null where the service could not be reached before
 * @param mostBytes of all that the folder keeps; a larger pack is not kept
 * @throws {CliError} of kind `infrastructure` without either
 */
export async function findPack(
  git: Git,
  place: PackPlace,
  query: PackQuery,
  ask: GateApi | CliError,
  repoId: number | null,
  mostBytes = MOST_BYTES,
): Promise<FoundPack> {
  const kept = await KeptPacks.open(git, place, mostBytes);
  const before = await kept.read();
  try {
    if (ask instanceof CliError) throw ask;
    const tag = before !== null && isSame(before.query, query) ? before.tag : null;
    const answer = await ask.readLocalPack(repoId!, query, tag);
    const pack = answer.pack ?? before!.pack;
    // A folder that cannot be written to is no reason to give no verdict.
    await kept.write({ query, tag: answer.tag, receivedAt: new Date().toISOString(), pack }).catch(() => undefined);
    return { pack, keptSince: null };
  } catch (error) {
    if (!(error instanceof CliError) || error.kind !== 'infrastructure') throw error;
    if (before === null || !isValid(before) || !serves(before, query)) throw withoutPack(error);
    return { pack: before.pack, keptSince: new Date(before.receivedAt) };
  }
}

const isSame = (one: PackQuery, other: PackQuery): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The pack of another branch serves a change alone: a baseline is judged in another way. */
const serves = ({ query, pack }: KeptPack, { branch, base_branch: baseBranch }: PackQuery): boolean =>
  query.branch === branch || (!pack.is_baseline_scan && baseBranch !== undefined);

const isValid = ({ receivedAt, pack }: KeptPack): boolean =>
  Date.now() < Date.parse(receivedAt) + pack.valid_for_seconds * 1000;

const withoutPack = ({ message }: CliError): CliError =>
  new CliError(
    'infrastructure',
    message,
    'There is no pack from the last 24 hours. qgate local --offline uses the built-in policy.',
  );

class KeptPacks {
  private constructor(
    private readonly folder: string,
    private readonly name: string,
    private readonly mostBytes: number,
  ) {}

  static async open(git: Git, { url, repo }: PackPlace, mostBytes: number): Promise<KeptPacks> {
    const name = createHash('sha256').update(`${url}\0${repo}`).digest('hex').slice(0, 32);
    return new KeptPacks(await cacheFolder(git), `pack-${name}.json`, mostBytes);
  }

  /** Null where there is none that can be read. */
  async read(): Promise<KeptPack | null> {
    try {
      const kept = JSON.parse(
        (await readRegularFile(path.join(this.folder, this.name), this.mostBytes)).toString(),
      ) as Partial<KeptPack>;
      return typeof kept.pack?.valid_for_seconds === 'number' ? (kept as KeptPack) : null;
    } catch {
      return null;
    }
  }

  /** For its owner alone: it has the key of the repository's hashes. One that would not be read again is not kept. */
  async write(kept: KeptPack): Promise<void> {
    const text = JSON.stringify(kept);
    if (Buffer.byteLength(text) > this.mostBytes) return;
    await writePrivateFile(path.join(this.folder, this.name), text);
    await dropOldest(this.folder, this.mostBytes);
  }
}
