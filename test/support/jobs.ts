import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiAnswer, ApiClient } from './api-client.js';

const PATIENCE_MS = 60_000;

/** The job as it reads once it has ended, well or not. */
export async function finishedJob(admin: ApiClient, id: number): Promise<ApiAnswer['body']> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const { status, body, text } = await admin.get(`/jobs/${id}`);
    if (status !== 200) throw new Error(text);
    if (body.state === 'done' || body.state === 'failed') return body;
    if (Date.now() > end) throw new Error(`The job did not end: ${text}`);
    await sleep(20);
  }
}
