import { Inject, Injectable, Optional } from '@nestjs/common';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { OutgoingClient } from '../../../platform/outgoing/outgoing-client.js';
import { ANSWER_BOUNDS, brokenBound } from '../../../platform/validation/json-bounds.js';

/** Issuers whose keys are cached; the one that was used longest ago makes room. */
const CAPACITY = 200;
const MAX_AGE_MS = 60 * 60_000;
/** Between two attempts to fetch the keys of one issuer, whatever became of the first and however many tokens name unknown ones. */
const COOLDOWN_MS = 30_000;
const TIMEOUT_MS = 5_000;
const MAX_ANSWER_BYTES = 256 * 1024;
const MAX_KEYS = 100;

/** Keys of an issuer, and the last attempt to fetch them. */
interface Known {
  keys: JWTVerifyGetKey | null;
  fetchedAt: number;
  attemptedAt: number;
  attempt: Promise<void> | null;
}

/** The keys of an issuer could not be fetched. */
export class KeysAway extends Error {
  constructor(issuer: string, fault: string) {
    super(`The keys of ${issuer} cannot be fetched: ${fault}.`);
  }
}

/** Injection token of a clock in milliseconds that never goes back; tests give another one. */
export const KEYS_CLOCK = Symbol('KEYS_CLOCK');

/**
 * Published keys of issuers, found by OpenID Connect Discovery through the guarded client. They are cached for an hour, and
 * fetched again for a key that is unknown, but not twice within 30 seconds (docs/adr/keys.md#trusted-publishers).
 */
@Injectable()
export class IssuerKeys {
  /** In the order of their last use. */
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly client: OutgoingClient,
    @Optional() @Inject(KEYS_CLOCK) private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * Finds the key of a token of this issuer.
   *
   * @throws KeysAway where the keys are not known and cannot be fetched
   */
  keysOf(issuer: string): JWTVerifyGetKey {
    return async (header, token) => {
      const known = this.touch(issuer);
      if (known.keys === null || this.now() - known.fetchedAt > MAX_AGE_MS) await this.fetch(issuer, known);
      if (known.keys === null) throw new KeysAway(issuer, 'the last attempt failed');
      try {
        return await known.keys(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        await this.fetch(issuer, known);
        return known.keys(header, token);
      }
    };
  }

  private touch(issuer: string): Known {
    const known = this.known.get(issuer) ?? { keys: null, fetchedAt: 0, attemptedAt: -Infinity, attempt: null };
    this.known.delete(issuer);
    this.known.set(issuer, known);
    if (this.known.size > CAPACITY) this.known.delete(this.known.keys().next().value!);
    return known;
  }

  /** Fetches the keys unless that was tried lately; the previous ones stay where it fails. */
  private async fetch(issuer: string, known: Known): Promise<void> {
    if (known.attempt === null) {
      if (this.now() - known.attemptedAt < COOLDOWN_MS) return;
      known.attemptedAt = this.now();
      known.attempt = this.replace(issuer, known).finally(() => (known.attempt = null));
    }
    await known.attempt.catch((error: unknown) => {
      if (known.keys === null) throw error;
    });
  }

  private async replace(issuer: string, known: Known): Promise<void> {
    known.keys = createLocalJWKSet(await this.download(issuer));
    known.fetchedAt = this.now();
  }

  private async download(issuer: string): Promise<JSONWebKeySet> {
    const document = await this.readJson(issuer, `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    if (document.issuer !== issuer) throw new KeysAway(issuer, 'its discovery document names another issuer');
    if (typeof document.jwks_uri !== 'string') throw new KeysAway(issuer, 'its discovery document names no keys');
    const { keys } = await this.readJson(issuer, document.jwks_uri);
    if (!Array.isArray(keys) || keys.length > MAX_KEYS) throw new KeysAway(issuer, 'its list of keys is not valid');
    return { keys: keys as JSONWebKeySet['keys'] };
  }

  private async readJson(issuer: string, url: string): Promise<Readonly<Record<string, unknown>>> {
    const answer = await this.client.send({
      url,
      method: 'GET',
      headers: { accept: 'application/json' },
      timeoutMs: TIMEOUT_MS,
      maxAnswerBytes: MAX_ANSWER_BYTES,
    });
    if ('error' in answer) throw new KeysAway(issuer, answer.error);
    if (answer.status !== 200) throw new KeysAway(issuer, `status ${answer.status}`);
    if (answer.isCut || brokenBound(answer.body, ANSWER_BOUNDS) !== null) throw new KeysAway(issuer, 'too_large');
    try {
      return JSON.parse(answer.body.toString('utf8')) as Readonly<Record<string, unknown>>;
    } catch {
      throw new KeysAway(issuer, 'its response is not JSON');
    }
  }
}
