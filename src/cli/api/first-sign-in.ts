import { readFile, rm } from 'node:fs/promises';
import { firstSignInFile, isSameLoopback, readFirstSignIn } from '../../domain/publishing/first-sign-in.js';
import { type Terminal } from '../terminal.js';
import { ApiError } from './api-error.js';
import { type HttpClient } from './http.js';
import { saveSignIn } from './sign-ins.js';

/**
 * Signs in with the secret that the first start of a service on this machine left for its user, and keeps the key. The secret goes to
 * that service alone, and stays for the next time where the service does not answer.
 *
 * @param client without credentials
 * @returns the key; null without such a secret, and where the service no longer takes it
 */
export async function takeFirstSignIn(url: string, client: HttpClient, { env }: Terminal): Promise<string | null> {
  const file = firstSignInFile(env, url);
  const text = file && (await readFile(file, 'utf8').catch(() => null));
  const found = text ? readFirstSignIn(text) : null;
  if (file === null || found === null || found.endsAt <= Date.now() || !isSameLoopback(found.url, url)) return null;
  const key = await askKey(client, found.secret);
  if (key !== null) await saveSignIn(url, { accessToken: key, refreshToken: null, expiresAt: null }, env);
  await rm(file, { force: true });
  return key;
}

async function askKey(client: HttpClient, secret: string): Promise<string | null> {
  try {
    const answer = await client.send({
      method: 'POST',
      path: '/auth/first-key',
      what: 'signing in for the first time',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ secret }),
      // The secret is used once.
      repeats: 'harmful',
      timeLimitMs: 30_000,
    });
    const { key } = answer as { key?: unknown };
    return typeof key === 'string' ? key : null;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}
