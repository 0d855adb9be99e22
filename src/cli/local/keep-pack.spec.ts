import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { BARE_ENV, GitRepository } from '../../../test/cli/support/git-repository.js';
import { GateApi, type PackQuery } from '../api/gate-api.js';
import { CliError } from '../exit-code.js';
import { openCheckout } from '../git/git.js';
import { cacheFolder, findPack } from './keep-pack.js';

const LOST = new CliError('infrastructure', 'lost');
const PLACE = { url: 'http://localhost:3000', repo: 'acme/web' };
const ON_MAIN: PackQuery = { branch: 'main' };
const ofBranch = (branch: string): PackQuery => ({ branch, base_branch: 'main', commits: 'abcdef' });

/** A service with a pack of the query. */
const service = (isBaselineScan: boolean): GateApi =>
  Object.assign(Object.create(GateApi.prototype) as GateApi, {
    readLocalPack: () =>
      Promise.resolve({ pack: { valid_for_seconds: 60, is_baseline_scan: isBaselineScan }, tag: '"1"' }),
  });

describe('a kept pack', () => {
  const repository = GitRepository.create();
  afterAll(() => repository.remove());

  const findAfter = async (before: PackQuery, query: PackQuery) => {
    const git = await openCheckout(repository.root, BARE_ENV);
    await findPack(git, PLACE, before, service(before === ON_MAIN), 1);
    return findPack(git, PLACE, query, LOST, null);
  };

  it.each([
    ['the same branch', ON_MAIN, ON_MAIN],
    ['the same change', ofBranch('one'), ofBranch('one')],
    ['another commit of it', ofBranch('one'), { ...ofBranch('one'), commits: '123456' }],
    ['another change', ofBranch('one'), ofBranch('other')],
  ])('serves %s where the service does not answer', async (_, before, query) => {
    expect((await findAfter(before, query)).keptSince).toBeInstanceOf(Date);
  });

  it('is not written where it is too large to be read again', async () => {
    const git = await openCheckout(repository.root, BARE_ENV);
    const place = { ...PLACE, repo: 'acme/large' };
    await findPack(git, place, ofBranch('one'), service(false), 1, 10);
    await expect(findPack(git, place, ofBranch('one'), LOST, null)).rejects.toMatchObject({ kind: 'infrastructure' });
  });

  it('leaves no more in its folder than is kept at most', async () => {
    const git = await openCheckout(repository.root, BARE_ENV);
    const folder = await cacheFolder(git);
    for (let at = 0; at < 5; at += 1)
      await findPack(git, { ...PLACE, repo: `acme/${at}` }, ofBranch('one'), service(false), 1, 500);
    const sizes = readdirSync(folder).map((name) => statSync(path.join(folder, name)).size);
    expect(sizes.length).toBeGreaterThan(0);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(500);
  });

  it.each([
    ['a baseline, for a change', ON_MAIN, ofBranch('one')],
    ['a change, for a baseline', ofBranch('one'), ON_MAIN],
  ])('does not serve where it is of %s', async (_, before, query) => {
    await expect(findAfter(before, query)).rejects.toMatchObject({ kind: 'infrastructure' });
  });
});
