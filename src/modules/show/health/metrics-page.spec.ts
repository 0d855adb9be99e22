import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppConfig } from '../../../platform/config/app-config.js';
import type { RateLimiter } from '../../../platform/rate-limit/rate-limiter.js';
import type { Metrics } from './metrics.js';
import { MetricsPage } from './metrics-page.js';

const CONFIG = { metrics: { token: null, port: null } } as unknown as AppConfig;

/** A response as far as a constant body uses it; `body` is what was sent. */
function aResponse() {
  const sent = { body: '' };
  const response = {
    setHeader: () => response,
    writeHead: () => response,
    end: (bytes: Buffer) => void (sent.body = bytes.toString()),
  };
  return { sent, response: response as unknown as ServerResponse };
}

describe('the metrics', () => {
  let collections = 0;
  const metrics = {
    contentType: 'text/plain',
    text: () => Promise.resolve(`collection ${(collections += 1)}`),
  } as Metrics;
  const page = new MetricsPage(metrics, {} as RateLimiter, CONFIG);
  const scrape = async () => {
    const { sent, response } = aResponse();
    await page.send({ headers: {} } as IncomingMessage, '10.0.0.1', response);
    return sent.body;
  };

  beforeAll(() => jest.useFakeTimers());
  afterAll(() => jest.useRealTimers());

  it('are collected at most once a second, for all who scrape', async () => {
    expect(await Promise.all([scrape(), scrape(), scrape()])).toEqual(Array(3).fill('collection 1'));
    jest.advanceTimersByTime(999);
    expect(await scrape()).toBe('collection 1');
    jest.advanceTimersByTime(1);
    expect(await Promise.all([scrape(), scrape()])).toEqual(['collection 2', 'collection 2']);
  });

  it('are collected again after a collection that failed', async () => {
    jest.advanceTimersByTime(1_000);
    jest.spyOn(metrics, 'text').mockRejectedValueOnce(new Error('no'));
    await expect(scrape()).rejects.toThrow('no');
    expect(await scrape()).toBe('collection 3');
  });
});
