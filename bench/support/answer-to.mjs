// A request of a bench by Node's own client, which costs the generator less than `fetch`.
import { request } from 'node:http';

/**
 * Sends a request and reads its answer.
 *
 * @param options of `http.request`
 * @param body text or bytes
 * @param isKept true keeps the answer's body; otherwise it is dropped as it arrives
 * @param onSent called with the request, for those who end it early
 * @returns status, `Retry-After` in seconds (0 without one) and the body's text, empty where it is dropped
 * @throws where the connection breaks
 */
export function answerTo(options, { body, isKept = false, onSent } = {}) {
  return new Promise((resolve, reject) => {
    const sent = request(options, (response) => {
      const chunks = [];
      response.on('data', (chunk) => isKept && chunks.push(chunk));
      response.once('end', () =>
        resolve({
          status: response.statusCode,
          retryAfter: Number(response.headers['retry-after'] ?? 0),
          body: Buffer.concat(chunks).toString(),
        }),
      );
      response.once('error', reject);
    });
    sent.once('error', reject);
    onSent?.(sent);
    sent.end(body);
  });
}
