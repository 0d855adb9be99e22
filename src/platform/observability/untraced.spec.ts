import { inSpan, startRequestSpan } from './spans.js';

describe('the trace of a request without an SDK', () => {
  it.each([
    [`00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`, 'ab'.repeat(16)],
    [`00-${'00'.repeat(16)}-${'cd'.repeat(8)}-01`, null],
    ['anything else', null],
    [undefined, null],
  ])('is that of its client: %p is of %p', (traceparent, traceId) => {
    const span = startRequestSpan('GET', { traceparent });
    expect(span.traceId).toBe(traceId);
    span.end('/api/org', 200, null);
  });

  it('keeps no work from being done', async () => {
    await expect(inSpan('thread task', {}, () => Promise.resolve(7))).resolves.toBe(7);
    await expect(inSpan('thread task', {}, () => Promise.reject(new Error('as it was')))).rejects.toThrow('as it was');
  });
});
