import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hostsOf, parseDatabaseUrl } from './connection.js';

describe('parseDatabaseUrl', () => {
  it('reads one host, with the usual port where it names none', () => {
    expect(parseDatabaseUrl('postgres://us%40er:p%3Ass@db.example.org/ga%20te')).toEqual({
      host: 'db.example.org',
      port: 5432,
      user: 'us@er',
      password: 'p:ss',
      database: 'ga te',
      ssl: false,
    });
    expect(parseDatabaseUrl('postgresql://u@[::1]:6000/d')).toMatchObject({
      host: '::1',
      port: 6000,
      password: undefined,
    });
  });

  it('reads several hosts, each with a port of its own', () => {
    const url = 'postgres://u:p@one:5433,two,[fd00::1]:6000/d?target_session_attrs=read-write';
    expect(hostsOf(parseDatabaseUrl(url))).toEqual([
      { host: 'one', port: 5433 },
      { host: 'two', port: 5432 },
      { host: 'fd00::1', port: 6000 },
    ]);
  });

  it('encrypts by sslmode, and verifies the certificate, or the name in it too', () => {
    const tlsOf = (query: string) => parseDatabaseUrl(`postgres://u@h/d${query}`).ssl;
    expect(tlsOf('?sslmode=disable')).toBe(false);
    expect(tlsOf('?sslmode=require')).toEqual({ rejectUnauthorized: false });
    expect(tlsOf('?sslmode=verify-full')).toEqual({ rejectUnauthorized: true });
    expect(tlsOf('?sslmode=verify-full&sslrootcert=system')).toEqual({ rejectUnauthorized: true });
    expect(tlsOf('?sslmode=verify-ca')).toEqual({
      rejectUnauthorized: true,
      checkServerIdentity: expect.any(Function) as unknown,
    });
  });

  it('reads the files of certificates, and names one that it cannot read', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'quality-gate-tls-'));
    const fileOf = (name: string) => path.join(folder, name);
    for (const name of ['root', 'cert', 'key']) writeFileSync(fileOf(name), `the ${name}`);
    const query = `sslmode=verify-full&sslrootcert=${fileOf('root')}&sslcert=${fileOf('cert')}&sslkey=${fileOf('key')}`;
    expect(parseDatabaseUrl(`postgres://u@h/d?${query}`).ssl).toEqual({
      rejectUnauthorized: true,
      ca: 'the root',
      cert: 'the cert',
      key: 'the key',
    });
    expect(() => parseDatabaseUrl('postgres://u@h/d?sslmode=verify-full&sslrootcert=/nowhere/root.crt')).toThrow(
      'The file /nowhere/root.crt, named as sslrootcert in the database',
    );
  });
});
