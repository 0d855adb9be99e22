import type { ArgumentsHost } from '@nestjs/common';
import { AppError } from '../errors/app-error.js';
import { createLogger } from '../logging/logger.js';
import { ProblemFilter } from './problem.filter.js';

/** Lines of the log about a failure of a request. */
function linesOf(thrown: unknown): Record<string, unknown>[] {
  const lines: string[] = [];
  const response = { headersSent: true, destroy: () => undefined };
  const http = { getRequest: () => ({ requestId: 'r1' }), getResponse: () => response };
  const logger = createLogger('info', { write: (line: string) => void lines.push(line) });
  new ProblemFilter(logger).catch(thrown, { switchToHttp: () => http } as unknown as ArgumentsHost);
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

it('warns of a refusal under load in one line without a stack', () => {
  const lines = linesOf(new AppError('unavailable', 'All report readers are busy.', { retryAfterSeconds: 5 }));
  expect(lines).toEqual([
    expect.objectContaining({
      level: 40,
      code: 'unavailable',
      requestId: 'r1',
      msg: 'All report readers are busy.',
    }),
  ]);
  expect(JSON.stringify(lines)).not.toContain('problem.filter.spec');
});

it.each([new Error('broken'), Object.assign(new Error('gone'), { code: '57P01' })])(
  'has the stack of a failure: %s',
  (error) => {
    expect(linesOf(error)).toMatchObject([{ level: 50, err: { message: error.message, stack: expect.any(String) } }]);
  },
);

it('says nothing of a fault of the caller', () => {
  expect(linesOf(new AppError('not_found', 'There is no such scan.'))).toEqual([]);
});
