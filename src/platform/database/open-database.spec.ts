import { appPassword, parseDatabaseUrl } from './connection.js';
import { openExternal } from './open-database.js';

const ADMIN = 'postgres://root:secret@primary:5432/gate';
const open = (urls: { url: string; adminUrl?: string; listenUrl?: string }) =>
  openExternal({ kind: 'external', adminUrl: null, listenUrl: null, isPooled: false, ...urls });

describe('openExternal', () => {
  it('serves with a password that is derived, where one URL is all', () => {
    const { admin, serving, listening, servingPassword } = open({ url: ADMIN });
    expect(admin).toEqual(parseDatabaseUrl(ADMIN));
    expect(serving).toEqual({ ...admin, user: 'qg_app', password: appPassword(admin!) });
    expect([listening, servingPassword]).toEqual([null, undefined]);
  });

  it('has no administrator where the URL is that of the serving role', () => {
    const { admin, serving, servingPassword } = open({ url: 'postgres://qg_app:own@primary/gate' });
    expect(admin).toBeNull();
    expect(serving).toMatchObject({ user: 'qg_app', password: 'own' });
    expect(servingPassword).toBe('own');
  });

  it('serves through one server and migrates on another', () => {
    const { admin, serving, listening } = open({ url: 'postgres://qg_app:own@pooler:6432/gate', adminUrl: ADMIN });
    expect(admin).toMatchObject({ user: 'root', host: 'primary' });
    expect(serving).toMatchObject({ user: 'qg_app', password: 'own', host: 'pooler', port: 6432 });
    // past the pooler, yet not as the administrator
    expect(listening).toMatchObject({ user: 'qg_app', password: 'own', host: 'primary' });
  });

  it('derives the password of the administrator whose URL migrates', () => {
    const { admin, serving } = open({ url: 'postgres://somebody@pooler:6432/gate', adminUrl: ADMIN });
    expect(serving).toMatchObject({ user: 'qg_app', password: appPassword(admin!), host: 'pooler' });
  });

  it('listens where a URL says so, as its user where that is the serving role', () => {
    const url = 'postgres://qg_app:own@pooler:6432/gate';
    const listeningAt = (listenUrl: string) => open({ url, adminUrl: ADMIN, listenUrl }).listening;
    expect(listeningAt('postgres://one,two/gate')).toMatchObject({ user: 'qg_app', password: 'own', host: 'one' });
    expect(listeningAt('postgres://qg_app:other@one/gate')).toMatchObject({ password: 'other', host: 'one' });
  });
});
