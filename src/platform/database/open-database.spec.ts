import { authConnection, parseDatabaseUrl } from './connection.js';
import { openExternal } from './open-database.js';

const ADMIN = 'postgres://root:secret@primary:5432/gate';
const ADMINISTRATORS = ['root', 'operator'];
const open = (urls: { url: string; adminUrl?: string; listenUrl?: string; role?: string; authUrl?: string }) =>
  openExternal(
    { kind: 'external', adminUrl: null, listenUrl: null, role: null, authUrl: null, isPooled: false, ...urls },
    (_, user) => Promise.resolve(ADMINISTRATORS.includes(user)),
  );

describe('openExternal', () => {
  it('leaves the serving role open, where one URL of an administrator is all', async () => {
    const { admin, serving, listening, servingPassword, role } = await open({ url: ADMIN });
    expect(admin).toEqual(parseDatabaseUrl(ADMIN));
    expect(serving).toEqual(admin);
    expect([listening, servingPassword, role]).toEqual([null, undefined, null]);
  });

  it.each(['qg_app', 'gate_service'])('has no administrator where the URL is that of %s', async (user) => {
    const { admin, serving, servingPassword, role } = await open({ url: `postgres://${user}:own@primary/gate` });
    expect(admin).toBeNull();
    expect(serving).toMatchObject({ user, password: 'own' });
    expect([servingPassword, role]).toEqual(['own', user]);
  });

  it('serves through one server and migrates on another', async () => {
    const { admin, serving, listening } = await open({
      url: 'postgres://qg_app:own@pooler:6432/gate',
      adminUrl: ADMIN,
    });
    expect(admin).toMatchObject({ user: 'root', host: 'primary' });
    expect(serving).toMatchObject({ user: 'qg_app', password: 'own', host: 'pooler', port: 6432 });
    // past the pooler, yet not as the administrator
    expect(listening).toMatchObject({ user: 'qg_app', password: 'own', host: 'primary' });
  });

  it('serves by the address of an administrator’s URL, and migrates by the other', async () => {
    const { admin, serving, role } = await open({ url: 'postgres://operator@pooler:6432/gate', adminUrl: ADMIN });
    expect(admin).toMatchObject({ user: 'root', host: 'primary' });
    expect([serving.host, role]).toEqual(['pooler', null]);
  });

  it('takes the role of DATABASE_ROLE, and refuses two that differ', async () => {
    expect(await open({ url: ADMIN, role: 'gate_app' })).toMatchObject({
      role: 'gate_app',
      servingPassword: undefined,
    });
    expect((await open({ url: 'postgres://gate_app:own@one/gate', role: 'gate_app' })).role).toBe('gate_app');
    await expect(open({ url: 'postgres://other:own@one/gate', role: 'gate_app' })).rejects.toThrow(
      'DATABASE_URL signs in as other, but DATABASE_ROLE names gate_app.',
    );
  });

  it('listens where a URL says so, as its user where that is the serving role', async () => {
    const url = 'postgres://qg_app:own@pooler:6432/gate';
    const listeningAt = async (listenUrl: string) => (await open({ url, adminUrl: ADMIN, listenUrl })).listening;
    expect(await listeningAt('postgres://one,two/gate')).toMatchObject({
      user: 'qg_app',
      password: 'own',
      host: 'one',
    });
    expect(await listeningAt('postgres://qg_app:other@one/gate')).toMatchObject({ password: 'other', host: 'one' });
  });
});

describe('DATABASE_AUTH_URL', () => {
  const opened = (authUrl?: string) =>
    open({ url: 'postgres://gate:own@one/gate', ...(authUrl !== undefined && { authUrl }) });

  it('names the connection for identities', async () => {
    expect((await opened('postgres://gate_auth:other@one/gate')).auth).toMatchObject({
      user: 'gate_auth',
      password: 'other',
    });
    expect((await opened()).auth).toBeNull();
  });
});

describe('authConnection', () => {
  it('derives name and password from those of the serving role', () => {
    const serving = parseDatabaseUrl('postgres://gate:own@one/gate');
    const auth = authConnection(serving);
    expect(auth).toEqual({ ...serving, user: 'gate_auth', password: expect.stringMatching(/^[\w-]{43}$/) });
    expect(authConnection({ ...serving, password: 'other' }).password).not.toBe(auth.password);
    expect(authConnection({ ...serving, password: undefined }).password).toBeUndefined();
  });
});
