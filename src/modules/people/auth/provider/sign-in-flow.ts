import { createSecretKey } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { parseCookie } from 'cookie';
import type { CookieOptions, Response } from 'express';
import { EncryptJWT, errors, jwtDecrypt } from 'jose';
import type { AppConfig } from '../../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../../platform/config/config-token.js';
import { SealedText } from '../../../../platform/secrets/sealed-text.js';
import { Clock } from '../../../../platform/time/clock.js';

/** A sign-in that is under way at the identity provider. */
export interface SignInFlow {
  readonly state: string;
  readonly nonce: string;
  /** The secret whose digest the provider received (PKCE). */
  readonly verifier: string;
  /** Path of the page to go to at the end. */
  readonly next: string;
  /** Slug of the organization to act in; null for any. */
  readonly org: string | null;
  /** The session whose user the identity is bound to; null for a sign-in. */
  readonly linkSession: string | null;
  /** Earliest time of the sign-in at the provider, in seconds since 1970; absent where a session there will do. */
  readonly signedInSince?: number;
}

/** Time that a person has for signing in at the provider. */
const LIFETIME_SECONDS = 10 * 60;
const ENCRYPTION = { alg: 'dir', enc: 'A256GCM' };

/**
 * Binds a sign-in to the browser that began it: its flow is in a cookie, sealed, out of reach of scripts and other sites.
 * An answer of the provider that comes to another browser finds no flow.
 */
@Injectable()
export class FlowCookie {
  private readonly name: string;
  private readonly options: CookieOptions;

  constructor(
    @Inject(APP_CONFIG) { server }: Pick<AppConfig, 'server'>,
    private readonly sealed: SealedText,
    private readonly clock: Clock,
  ) {
    const isSecure = server.publicUrl?.startsWith('https:') ?? false;
    this.name = isSecure ? '__Host-qg_sign_in' : 'qg_sign_in';
    this.options = { httpOnly: true, sameSite: 'lax', secure: isSecure, path: '/' };
  }

  async set(response: Response, flow: SignInFlow): Promise<void> {
    const [key] = this.keys();
    const issuedAt = Math.floor(this.clock.now().getTime() / 1000);
    const text = await new EncryptJWT({ flow })
      .setProtectedHeader(ENCRYPTION)
      .setExpirationTime(issuedAt + LIFETIME_SECONDS)
      .encrypt(key!);
    response.cookie(this.name, text, { ...this.options, maxAge: LIFETIME_SECONDS * 1000 });
  }

  /** The flow of this browser; null where there is none, or its time is up. */
  async read({ cookie: header }: IncomingHttpHeaders): Promise<SignInFlow | null> {
    const text = header === undefined ? undefined : parseCookie(header)[this.name];
    if (text === undefined) return null;
    for (const key of this.keys()) {
      const flow = await this.open(text, key);
      if (flow !== null) return flow;
    }
    return null;
  }

  clear(response: Response): void {
    response.clearCookie(this.name, this.options);
  }

  private async open(text: string, key: ReturnType<typeof createSecretKey>): Promise<SignInFlow | null> {
    try {
      const { payload } = await jwtDecrypt(text, key, {
        contentEncryptionAlgorithms: [ENCRYPTION.enc],
        keyManagementAlgorithms: [ENCRYPTION.alg],
        requiredClaims: ['exp'],
        currentDate: this.clock.now(),
      });
      return payload.flow as SignInFlow;
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }

  private readonly keys = () => this.sealed.deriveKeys('sign-in-flow').map((key) => createSecretKey(key));
}
