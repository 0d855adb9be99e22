import type { RequestListener } from 'node:http';
import { AppError } from '../errors/app-error.js';
import { noteFacts } from '../observability/request-facts.js';
import { requestIdOf } from '../request/request-context.js';
import type { Doorkeeper, ServerContext } from '../request/server-context.js';
import { PROBED_PATHS } from './admission-queue.js';

const NOT_SERVED = new AppError(
  'unavailable',
  'This process only does background work (WORKER=only) and serves no requests.',
);

/** Answers 503 to everything but probes: of a process that only works in the background. */
export class ProbesOnly implements Doorkeeper {
  before({ next, raw }: ServerContext): RequestListener {
    return (request, response) => {
      const [path = ''] = (request.url ?? '').split('?', 1);
      if (PROBED_PATHS.some((probed) => path.startsWith(probed))) {
        next(request, response);
        return;
      }
      noteFacts(request, { route: 'not served' });
      raw.writeProblem(response, NOT_SERVED, { path, requestId: requestIdOf(request) });
    };
  }
}
