import type { IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { parseCookie } from 'cookie';
import type { CookieOptions, Response } from 'express';
import type { AppConfig } from '../../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../../platform/config/config-token.js';

/** The cookie of signed-in browsers: out of reach of scripts, not sent along by other sites' requests. */
@Injectable()
export class SessionCookie {
  readonly name: string;
  private readonly options: CookieOptions;
  private readonly longestMs: number;

  constructor(@Inject(APP_CONFIG) config: AppConfig) {
    const isSecure = config.server.publicUrl?.startsWith('https:') ?? false;
    // the browser itself refuses a __Host- cookie that another host of the domain, or plain HTTP, tries to set
    this.name = isSecure ? '__Host-qg_session' : 'qg_session';
    this.longestMs = config.sessions.longestMs;
    this.options = { httpOnly: true, sameSite: 'lax', secure: isSecure, path: '/' };
  }

  read({ cookie: header }: IncomingHttpHeaders): string | null {
    return (header === undefined ? undefined : parseCookie(header)[this.name]) ?? null;
  }

  set(response: Response, token: string): void {
    response.cookie(this.name, token, { ...this.options, maxAge: this.longestMs });
  }

  clear(response: Response): void {
    response.clearCookie(this.name, this.options);
  }
}
