import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import type { AppConfig } from '../../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../../platform/config/config-token.js';
import { AppError } from '../../../../platform/errors/app-error.js';
import { ownUrl } from '../../../../platform/http/own-url.js';

/** This service as authenticators know it. */
export interface RelyingParty {
  /** Host to which passkeys are bound (RP ID). */
  readonly id: string;
  /** Origin of the pages that may use them. */
  readonly origin: string;
}

const LOOPBACK = /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Finds the relying party of a request: that of `PUBLIC_URL`; without one, the requested host, on loopback alone. */
@Injectable()
export class RelyingParties {
  private readonly publicUrl: string | null;

  constructor(@Inject(APP_CONFIG) { server }: Pick<AppConfig, 'server'>) {
    this.publicUrl = server.publicUrl;
  }

  /** @throws AppError `not_found` where the service does not know its address: anyone can send another host */
  of(request: Request): RelyingParty {
    const address = ownUrl(this.publicUrl, request);
    const url = URL.canParse(address) ? new URL(address) : null;
    if (url === null || (this.publicUrl === null && !LOOPBACK.test(url.hostname)))
      throw new AppError(
        'not_found',
        'Passkeys are bound to the address of the service, which is not configured. Set PUBLIC_URL.',
      );
    return { id: url.hostname, origin: url.origin };
  }
}
