import { isIP } from 'node:net';
import type { NextFunction, Request, Response } from 'express';
import { AppError } from '../../../platform/errors/app-error.js';
import { sendProblem } from '../../../platform/request/problem.filter.js';
import type { IdentifiedRequest } from '../../../platform/request/request-context.js';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Judges requests to `/mcp` before any credential: a page of another site may not reach it by a name that it has made point here.
 * Methods but POST are 405; a cookie is passed over, since browsers send it by themselves.
 *
 * @param publicUrl the service's own address; null: known by loopback names and addresses alone
 */
export function refuseForeign(publicUrl: string | null) {
  const own = publicUrl === null ? null : new URL(publicUrl);
  return (request: Request, response: Response, next: NextFunction): void => {
    const host = hostOf(`http://${request.host}`);
    const origin = request.get('origin');
    if (host === null || !isOwnHost(host.name, own)) refuse(request, response, HOST);
    else if (origin !== undefined && !isOwnOrigin(origin, host, own)) refuse(request, response, ORIGIN);
    else if (request.method !== 'POST')
      response
        .status(405)
        .setHeader('Allow', 'POST')
        .json({ jsonrpc: '2.0', error: { code: -32000, message: 'Method not allowed.' }, id: null });
    else {
      delete request.headers.cookie;
      next();
    }
  };
}

const HOST = new AppError(
  'foreign_origin',
  'The Host header does not match this service. Use its PUBLIC_URL or its IP address.',
);
const ORIGIN = new AppError('foreign_origin', 'The Origin header is from another site.');

const refuse = (request: Request, response: Response, error: AppError): void =>
  sendProblem(response, error, request as IdentifiedRequest);

interface Host {
  readonly name: string;
  /** With the port, where it is not the usual one. */
  readonly full: string;
}

function hostOf(url: string): Host | null {
  if (!URL.canParse(url)) return null;
  const { hostname, host } = new URL(url);
  return { name: hostname, full: host };
}

/** An address cannot be made to point elsewhere, as a name can. */
const isOwnHost = (name: string, own: URL | null): boolean =>
  LOOPBACK.test(name) || isIP(name.replaceAll(/[[\]]/g, '')) !== 0 || name === own?.hostname;

/** Pages on the own machine may call a service there. */
function isOwnOrigin(origin: string, host: Host, own: URL | null): boolean {
  const from = hostOf(origin);
  if (from === null || !/^https?:/.test(origin)) return false;
  if (LOOPBACK.test(from.name) && LOOPBACK.test(host.name)) return true;
  return own === null ? from.full === host.full : new URL(origin).origin === own.origin;
}
