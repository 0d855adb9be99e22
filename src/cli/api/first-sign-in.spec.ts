import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { firstSignInFile } from '../../domain/publishing/first-sign-in.js';
import { CliError } from '../exit-code.js';
import { type Terminal } from '../terminal.js';
import { ApiError } from './api-error.js';
import { takeFirstSignIn } from './first-sign-in.js';
import { type HttpClient } from './http.js';
import { findSignIn } from './sign-ins.js';

const URL = 'http://localhost:3000';

describe('taking the first sign-in', () => {
  let home: string;
  let file: string;
  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'qgate-home-'));
    file = firstSignInFile({ HOME: home }, URL)!;
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ url: URL, secret: 'a secret', endsAt: Date.now() + 60_000 }));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const take = (send: () => Promise<unknown>) =>
    takeFirstSignIn(URL, { send } as unknown as HttpClient, { env: { HOME: home } } as unknown as Terminal);

  it('keeps the key in place of the secret', async () => {
    expect(await take(() => Promise.resolve({ key: 'qg_key' }))).toBe('qg_key');
    expect(await findSignIn(URL, { HOME: home })).toMatchObject({ accessToken: 'qg_key' });
    expect(existsSync(file)).toBe(false);
  });

  it('drops a secret that the service refuses', async () => {
    expect(await take(() => Promise.reject(new ApiError('credentials', 'used', 401, null)))).toBeNull();
    expect(existsSync(file)).toBe(false);
  });

  it('leaves the secret for the next time where the service does not answer', async () => {
    await expect(take(() => Promise.reject(new CliError('infrastructure', 'lost')))).rejects.toThrow('lost');
    expect(existsSync(file)).toBe(true);
  });
});
