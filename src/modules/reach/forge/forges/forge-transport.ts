import type { OutgoingClient } from '../../../../platform/outgoing/outgoing-client.js';
import type { Clock } from '../../../../platform/time/clock.js';
import type { ForgeLimits, ForgeTransport } from './forge.js';

/** Bytes of an answer that are read: a page of 100 comments of full length. */
const MAX_ANSWER_BYTES = 8 * 1_048_576;

/** The way to a forge through the outgoing client. */
export const forgeTransport = (
  client: OutgoingClient,
  clock: Clock,
  { requestMs: timeoutMs }: Pick<ForgeLimits, 'requestMs'>,
  signal?: AbortSignal,
): ForgeTransport => ({
  send: (request) =>
    client.send({ ...request, timeoutMs, maxAnswerBytes: MAX_ANSWER_BYTES, ...(signal && { signal }) }),
  now: () => clock.now(),
});
