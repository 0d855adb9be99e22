import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { AppError } from '../../../platform/errors/app-error.js';
import { type CallerIdentity, isPerson } from '../../../platform/tenancy/caller.js';
import { CallerReader } from './caller.reader.js';
import { readCredential } from './credentials/read-credential.js';
import { SessionCookie } from './credentials/session-cookie.js';
import { OwnTokens } from './tokens/own-tokens.js';

/** The person who is signed in, on routes that are open to others, too. */
@Injectable()
export class OptionalCallerReader {
  constructor(
    private readonly cookie: SessionCookie,
    private readonly tokens: OwnTokens,
    private readonly callers: CallerReader,
  ) {}

  /**
   * Null for a request without credentials, and for a cookie whose session is over, which a browser sends by itself.
   *
   * @throws AppError `unauthenticated` for another credential that does not hold; `forbidden` for a key
   */
  async find(request: Request): Promise<CallerIdentity | null> {
    const { headers } = request;
    const sent = readCredential(headers, this.cookie.read(headers));
    const isByHeader = headers.authorization !== undefined || headers['x-api-key'] !== undefined;
    if (sent === null && !isByHeader) return null;
    if (sent?.kind === 'token') await this.tokens.verify(sent.token);
    const caller = sent && (await this.callers.identify(request));
    if (!caller && isByHeader) throw new AppError('unauthenticated', 'The credential is not valid.');
    if (caller && !isPerson(caller)) throw new AppError('forbidden', 'Only people can do this.');
    return caller;
  }
}
