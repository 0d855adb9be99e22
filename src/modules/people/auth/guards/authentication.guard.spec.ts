import 'reflect-metadata';
import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AppError } from '../../../../platform/errors/app-error.js';
import type { RequestShares } from '../../../../platform/overload/request-shares.js';
import type { RateLimiter } from '../../../../platform/rate-limit/rate-limiter.js';
import { Public } from '../../../../platform/tenancy/access.js';
import type { CallerReader } from '../caller.reader.js';
import { registerStrategy, unregisterStrategy } from '../passport/register-strategy.js';
import { RequestStrategy } from '../passport/request-strategy.js';
import { AuthenticationGuard } from './authentication.guard.js';

class Routes {
  @Public() open() {
    return null;
  }
  closed() {
    return null;
  }
}

@Public()
class OpenRoutes {
  inherits() {
    return null;
  }
}

/** Headers of the strategies under test; all other requests are unknown to them. */
const BY = ['x-key', 'x-token', 'x-outside'] as const;
const lookUpFails = new AppError('unavailable', 'The database is away.');

describe('AuthenticationGuard', () => {
  const registered = BY.map((header) =>
    registerStrategy(
      'test',
      new RequestStrategy(({ headers }, done) => {
        if (headers[header] === 'broken') done(lookUpFails);
        else done(null, headers[header] === undefined ? null : { name: headers[header], by: header, repoIds: null });
      }),
    ),
  );
  afterAll(() => registered.forEach(unregisterStrategy));

  const counted: string[] = [];
  const limiter = {
    charge: (name: string, whose: string) => Promise.resolve(counted.push(`charge ${name} ${whose}`)),
    note: (name: string, whose: string) => Promise.resolve(counted.push(`note ${name} ${whose}`)),
  } as unknown as RateLimiter;
  /** Names of those whose use was counted. */
  const used: string[] = [];
  const callers = {
    findCached: (headers: Readonly<Record<string, string>>) =>
      headers['x-cached'] === undefined ? null : { name: headers['x-cached'], repoIds: null },
    countUse: ({ name }: { name: string }) => used.push(name),
  } as unknown as CallerReader;
  const guard = new AuthenticationGuard(
    new Reflector(),
    limiter,
    callers,
    { learn: () => undefined } as unknown as RequestShares,
    { names: registered },
  );
  beforeEach(() => (counted.length = used.length = 0));

  it.each(BY)('puts who sends %s into the request, and counts nothing', async (header) => {
    const request = requestOf({ [header]: 'somebody' });
    await expect(guard.canActivate(contextOf(request))).resolves.toBe(true);
    expect(request.caller).toEqual({ name: 'somebody', by: header, repoIds: null });
    expect(counted).toEqual([]);
  });

  it('answers 401 to whom no strategy knows, and counts that by address', async () => {
    const request = requestOf({});
    await expect(guard.canActivate(contextOf(request))).rejects.toMatchObject({
      code: 'unauthenticated',
      detail: 'Send a session cookie, a bearer token or an API key.',
    });
    expect(request.caller).toBeUndefined();
    expect(counted).toEqual(['charge anonymous address:192.0.2.1']);
  });

  it.each(['x-api-key', 'authorization', 'cookie'])('says of %s that is not valid what to do', async (header) => {
    await expect(guard.canActivate(contextOf(requestOf({ [header]: 'unknown' })))).rejects.toMatchObject({
      code: 'unauthenticated',
      detail: expect.stringMatching(/is not valid: .* create a new key/),
    });
  });

  it('passes on that credentials cannot be looked up, and blames nobody', async () => {
    await expect(guard.canActivate(contextOf(requestOf({ 'x-key': 'broken' })))).rejects.toBe(lookUpFails);
    expect(counted).toEqual(['note anonymous address:192.0.2.1']);
  });

  it('lets a read by a cached caller pass without any strategy, and counts its use', async () => {
    const request = requestOf({ 'x-cached': 'somebody', 'x-key': 'broken' });
    await expect(guard.canActivate(contextOf(request))).resolves.toBe(true);
    expect(request.caller).toMatchObject({ name: 'somebody' });
    expect(used).toEqual(['somebody']);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('asks the strategies for a %s, cached or not', async (method) => {
    const request = requestOf({ 'x-cached': 'the cached one', 'x-key': 'the one of now' }, method);
    await expect(guard.canActivate(contextOf(request))).resolves.toBe(true);
    expect(request.caller).toMatchObject({ name: 'the one of now' });
    expect(used).toEqual(['the one of now']);
  });

  it('asks nobody on public routes', async () => {
    const request = requestOf({});
    await expect(guard.canActivate(contextOf(request, Routes, Routes.prototype.open))).resolves.toBe(true);
    await expect(guard.canActivate(contextOf(request, OpenRoutes, OpenRoutes.prototype.inherits))).resolves.toBe(true);
    expect(counted).toEqual([]);
  });
});

interface AnyRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly ip: string;
  readonly method: string;
  caller?: unknown;
}

const requestOf = (headers: Readonly<Record<string, string>>, method = 'GET'): AnyRequest => ({
  headers,
  ip: '192.0.2.1',
  method,
});

const contextOf = (
  request: AnyRequest,
  controller: unknown = Routes,
  handler: unknown = Routes.prototype.closed,
): ExecutionContext =>
  ({
    getClass: () => controller,
    getHandler: () => handler,
    switchToHttp: () => ({ getRequest: () => request, getResponse: () => ({}) }),
  }) as unknown as ExecutionContext;
