import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canReach, canRead, listUnprivilegedUsers } from './unprivileged-users.js';

const stranger = { user: 'stranger', uid: 4_000_000, gid: 4_000_000 };
const self = { user: 'self', uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
const groupMember = { ...stranger, gid: self.gid };
let base: string;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'quality-gate-reach-'));
  await chmod(base, 0o711);
  await mkdir(join(base, 'inner'));
});
afterEach(async () => {
  await chmod(join(base, 'inner'), 0o700);
  await rm(base, { recursive: true, force: true });
});

it.each([
  [0o711, true, true, true],
  [0o710, true, true, false],
  [0o700, true, false, false],
  [0o071, false, true, true],
  [0o644, false, false, false],
])('a folder of mode %o is open to owner: %p, group: %p, others: %p', async (mode, owner, group, others) => {
  const inner = join(base, 'inner');
  await chmod(inner, mode);
  expect([await canReach(inner, self), await canReach(inner, groupMember), await canReach(inner, stranger)]).toEqual([
    owner,
    group,
    others,
  ]);
});

it('a private folder on the way hides what is below', async () => {
  const inner = join(base, 'inner');
  await chmod(inner, 0o755);
  await chmod(base, 0o700);
  expect(await canReach(inner, stranger)).toBe(false);
  expect(await canReach(inner, self)).toBe(true);
});

it('a file needs its own permission too', async () => {
  const file = join(base, 'inner', 'file');
  await chmod(join(base, 'inner'), 0o711);
  await writeFile(file, '', { mode: 0o600 });
  expect(await canRead(file, stranger)).toBe(false);
  await chmod(file, 0o644);
  expect(await canRead(file, stranger)).toBe(true);
});

it('the accounts of this machine never include root', async () => {
  const users = await listUnprivilegedUsers();
  expect(users.map(({ uid }) => uid)).not.toContain(0);
});
