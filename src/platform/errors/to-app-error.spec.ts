import { NotFoundException, ServiceUnavailableException } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import { AppError } from './app-error.js';
import { toAppError } from './to-app-error.js';

const failed = (code: string): Error => Object.assign(new Error('of the driver'), { code });

describe('what was thrown, as an answer', () => {
  it.each([
    ['no server at the address', 'ECONNREFUSED'],
    ['a connection that broke', '08006'],
    ['a password that was changed', '28P01'],
    ['no free connection', '53300'],
    ['a full disk', '53100'],
    ['a disk that fails', '58030'],
    ['a server that shuts down', '57P01'],
    ['a lock that is held too long', '55P03'],
    ['a server that takes no writes', '25006'],
    ['a deadlock, after retries', '40P01'],
  ])('is 503 for %s', (_, code) => {
    const direct = toAppError(failed(code));
    const throughTypeorm = toAppError(new QueryFailedError('SELECT 1', [], failed(code)));
    expect([direct.code, throughTypeorm.code]).toEqual(['unavailable', 'unavailable']);
    expect(direct.extra.retryAfterSeconds).toBeGreaterThan(0);
  });

  it.each([
    ['a unique key that nobody expected', failed('23505')],
    ['a column that does not exist', failed('42703')],
    ['a bug', new TypeError('x is not a function')],
    ['no error at all', 'text'],
  ])('is 500 without a word of the cause for %s', (_, thrown) => {
    const answer = toAppError(thrown);
    expect(answer.code).toBe('internal_error');
    expect(answer.message).not.toMatch(/driver|function|text/);
  });

  it('is what the framework meant', () => {
    expect(toAppError(new NotFoundException()).code).toBe('route_not_found');
    expect(toAppError(new ServiceUnavailableException()).code).toBe('unavailable');
    expect(toAppError(new URIError()).code).toBe('bad_request');
    expect(toAppError(Object.assign(new Error(), { status: 413 })).code).toBe('bad_request');
  });

  it('leaves our own errors as they are', () => {
    const own = new AppError('scan_completed', 'The scan is completed.');
    expect(toAppError(own)).toBe(own);
  });
});
