import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { AppConfig } from '../../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../../platform/config/config-token.js';
import { AppError } from '../../../../platform/errors/app-error.js';
import { isRead } from '../../../../platform/request/is-read.js';
import type { AuthenticatedRequest } from '../../../../platform/tenancy/authenticated-request.js';

/**
 * A browser sends the cookie by itself: a write by cookie must come from a page of this service. Where the browser itself
 * says where the request comes from (Fetch Metadata), that must agree with its `Origin`.
 */
@Injectable()
export class OriginGuard implements CanActivate {
  private readonly publicOrigin: string | null;

  constructor(@Inject(APP_CONFIG) { server: { publicUrl } }: Pick<AppConfig, 'server'>) {
    this.publicOrigin = publicUrl === null ? null : new URL(publicUrl).origin;
  }

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const isCookieWrite = request.caller?.credential.type === 'session_cookie' && !isRead(request);
    if (isCookieWrite && !(this.isOwn(request.get('origin'), request.host) && isSameOrigin(request)))
      throw new AppError(
        'foreign_origin',
        'A request that makes changes with a session cookie needs the Origin header of this service.',
      );
    return true;
  }

  /**
   * The public address alone, where one is configured: another name that leads here may be someone else's page. Without
   * one, the requested host; a proxy may have ended TLS, so its scheme is open.
   */
  private isOwn(origin: string | undefined, host: string): boolean {
    if (origin === undefined || !URL.canParse(origin)) return false;
    const url = new URL(origin);
    if (this.publicOrigin !== null) return url.origin === this.publicOrigin;
    return ['http:', 'https:'].includes(url.protocol) && url.host === host.toLowerCase();
  }
}

/** Older browsers do not send the header, and none does over plain HTTP beyond loopback. */
const isSameOrigin = (request: AuthenticatedRequest): boolean =>
  (request.get('sec-fetch-site') ?? 'same-origin') === 'same-origin';
