import type { ExecutionContext } from '@nestjs/common';
import type { AppConfig } from '../../../../platform/config/app-config.js';
import type { AppError } from '../../../../platform/errors/app-error.js';
import { OriginGuard } from './origin.guard.js';

const HOST = 'gate.example.test:3000';

describe('OriginGuard', () => {
  it.each(['GET', 'HEAD', 'OPTIONS'])('lets %s by cookie pass from anywhere', (method) => {
    expect(outcome({ method, origin: 'https://evil.example.test' })).toBe('in');
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('lets %s by cookie pass from the requested host only', (method) => {
    expect(outcome({ method, origin: `http://${HOST}` })).toBe('in');
    expect(outcome({ method, origin: `https://${HOST}` })).toBe('in');
    for (const origin of [
      undefined,
      '',
      'null',
      'gate.example.test:3000',
      'https://evil.example.test',
      'https://gate.example.test',
      `https://${HOST}.evil.example.test`,
      `ftp://${HOST}`,
    ])
      expect([origin, outcome({ method, origin })]).toEqual([origin, 'foreign_origin']);
  });

  it('compares hosts without regard to case', () => {
    expect(outcome({ origin: 'https://gate.example.test', host: 'Gate.Example.TEST' })).toBe('in');
  });

  it.each(['jwt', 'external_jwt', 'api_key', null])('asks nothing of writes by %s', (credential) => {
    expect(outcome({ origin: 'https://evil.example.test', credential })).toBe('in');
  });

  describe('with a public address', () => {
    const publicUrl = 'https://gate.example.test/quality';

    it('lets its origin pass, whatever host was requested', () => {
      expect(outcome({ origin: 'https://gate.example.test', publicUrl })).toBe('in');
      expect(outcome({ origin: 'https://gate.example.test', publicUrl, host: 'inside' })).toBe('in');
    });

    it.each([`https://${HOST}`, `http://${HOST}`, 'http://gate.example.test', 'https://gate.example.test:8443'])(
      'holds back %s, though its host was requested',
      (origin) => {
        const { host } = new URL(origin);
        expect(outcome({ origin, publicUrl, host })).toBe('foreign_origin');
      },
    );
  });

  it.each([
    [undefined, 'in'],
    ['same-origin', 'in'],
    ['same-site', 'foreign_origin'],
    ['cross-site', 'foreign_origin'],
    ['none', 'foreign_origin'],
    ['', 'foreign_origin'],
  ])('takes an own Origin with Sec-Fetch-Site %s as %s', (site, expected) => {
    expect(outcome({ origin: `http://${HOST}`, site })).toBe(expected);
    expect(outcome({ origin: 'https://evil.example.test', site })).toBe('foreign_origin');
  });

  it('says what to send', () => {
    const attempt = () => guardOf(null).canActivate(contextOf({ method: 'POST', origin: undefined }));
    expect(attempt).toThrow(
      'A request that makes changes with a session cookie needs the Origin header of this service.',
    );
  });
});

interface Asked {
  readonly method?: string;
  readonly origin: string | undefined;
  readonly host?: string;
  readonly site?: string | undefined;
  readonly credential?: string | null;
}

function outcome({ publicUrl = null, ...asked }: Asked & { readonly publicUrl?: string | null }): string {
  try {
    return guardOf(publicUrl).canActivate(contextOf(asked)) ? 'in' : 'held back';
  } catch (error) {
    return (error as AppError).code;
  }
}

const guardOf = (publicUrl: string | null): OriginGuard =>
  new OriginGuard({ server: { publicUrl } } as Pick<AppConfig, 'server'>);

function contextOf({
  method = 'POST',
  origin,
  host = HOST,
  site,
  credential = 'session_cookie',
}: Asked): ExecutionContext {
  const caller = credential === null ? undefined : { credential: { type: credential } };
  const headers: Readonly<Record<string, string | undefined>> = { origin, 'sec-fetch-site': site };
  const get = (name: string) => headers[name];
  return { switchToHttp: () => ({ getRequest: () => ({ method, host, caller, get }) }) } as unknown as ExecutionContext;
}
