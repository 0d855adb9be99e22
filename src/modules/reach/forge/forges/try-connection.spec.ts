import { DEFAULT_REPORT_OPTIONS } from '../../../../domain/reporting/report-facts.js';
import type { Authorization, Called, ForgeDoor, ForgeProject, ForgeTransport, ProjectSource } from './forge.js';
import { tryConnection } from './try-connection.js';

const NOW = new Date('2026-03-01T00:00:00Z');
const TRANSPORT: ForgeTransport = { now: () => NOW, send: () => Promise.resolve({ error: 'timeout' }) };
const CONNECTION = {
  baseUrl: null,
  credentials: { type: 'token', token: 't' },
  report: DEFAULT_REPORT_OPTIONS,
} as const;
const RIGHT: Authorization = {
  apiUrl: 'https://forge.test/api',
  headers: {},
  author: null,
  expiresAt: null,
  credentialsExpireAt: null,
};
const PROJECT: ForgeProject = { id: '7', name: 'acme/web', isArchived: false };

const found = <Value>(value: Value): Called<Value> => ({ ok: true, value });
const failed = (error: 'credentials' | 'timeout' | 'not_found'): Called<never> => ({
  ok: false,
  outcome: { kind: 'give_up', error },
});

/** Checks of a connection, each as its name with its answer. */
async function tryOut(
  authorized: Called<Authorization>,
  project: Called<ForgeProject> = found(PROJECT),
  named: string | null = 'acme/web',
): Promise<string[]> {
  const client = {
    authorize: () => Promise.resolve(authorized),
    readProject: () => Promise.resolve(project),
  } as unknown as ForgeDoor & ProjectSource;
  const writes = () => Promise.resolve(found([{ name: 'write_status', ok: true, detail: 'It may.' }] as const));
  const checks = await tryConnection(client, CONNECTION, named, TRANSPORT, writes);
  return checks.map(({ name, ok }) => `${name} ${ok ? 'ok' : 'fails'}`);
}

const endingIn = (days: number) =>
  found({ ...RIGHT, credentialsExpireAt: new Date(NOW.getTime() + days * 24 * 60 * 60_000) });

it('lists what works, up to what may be written', async () => {
  const upToExpiry = ['address ok', 'credentials ok', 'expiry ok'];
  expect(await tryOut(found(RIGHT))).toEqual([...upToExpiry, 'repository ok', 'write_status ok']);
  expect(await tryOut(found(RIGHT), undefined, null)).toEqual(upToExpiry);
});

it('tells an address that does not answer from credentials that are refused', async () => {
  expect(await tryOut(failed('timeout'))).toEqual(['address fails']);
  expect(await tryOut(failed('credentials'))).toEqual(['address ok', 'credentials fails']);
});

it('fails credentials that have ended, not those that end soon', async () => {
  expect(await tryOut(endingIn(3))).toContain('expiry ok');
  expect(await tryOut(endingIn(-1))).toContain('expiry fails');
});

it('leaves out what may be written where the repository cannot be', async () => {
  expect((await tryOut(found(RIGHT), failed('not_found'))).slice(3)).toEqual(['repository fails']);
  expect((await tryOut(found(RIGHT), found({ ...PROJECT, isArchived: true }))).slice(3)).toEqual(['repository fails']);
});
