import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, type Options, verify } from '@node-rs/argon2';
import { Semaphore } from './semaphore.js';

/** Argon2id at the least that OWASP's password storage guide advises: 19 MiB, two passes, one lane. */
const COST: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Hashing fills a core and 19 MiB each: a burst of sign-ins must leave room for everything else. */
const AT_ONCE = 2;
const WAITING = 200;

/** Argon2id, a few at a time. */
@Injectable()
export class PasswordHasher {
  private readonly places = new Semaphore(AT_ONCE, WAITING);
  /** A hash that no password has: checking against it takes as long as checking against a real one. */
  private readonly nobody = this.hash(randomBytes(32).toString('base64url'));

  hash(password: string): Promise<string> {
    return this.places.run(() => hash(password, COST));
  }

  /** True when `password` is correct. Without a hash (no such user, no password) it is false after the same work. */
  async matches(passwordHash: string | null, password: string): Promise<boolean> {
    const compared = passwordHash ?? (await this.nobody);
    const isMatch = await this.places.run(() => verify(compared, password));
    return isMatch && passwordHash !== null;
  }
}
