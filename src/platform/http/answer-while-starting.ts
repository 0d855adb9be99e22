import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { AppError } from '../errors/app-error.js';
import { RawResponse } from '../request/raw-response.js';
import { securityHeaders } from '../request/security-headers.js';

/** Time after which a client asks again: by then the service is ready, or answers the same. */
const RETRY_AFTER_SECONDS = 2;
const LIVE = JSON.stringify({ status: 'ok' });

/**
 * Listens while the service starts or converts its database, and answers 503: pipelines go on asking, where they give up a port that
 * refuses connections. The liveness probe is answered 200.
 *
 * @returns ends it, so that the service itself can listen
 */
export async function answerWhileStarting(
  { port, host }: { readonly port: number; readonly host: string },
  publicUrl: string | null,
): Promise<() => Promise<void>> {
  const raw = new RawResponse([...securityHeaders(publicUrl), 'Connection', 'close']);
  const starting = () =>
    new AppError('unavailable', 'The service is starting. Try again shortly.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0]!;
    const requestId = randomUUID();
    if (path === '/api/health/live')
      raw.writeJson(response, { json: LIVE, byteLength: String(LIVE.length) }, requestId, []);
    else raw.writeProblem(response, starting(), { path, requestId });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, resolve);
  });
  return async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
}
