import { ServiceMetrics } from './service-metrics.js';

describe('ServiceMetrics', () => {
  const metrics = new ServiceMetrics();

  it('measures from half a millisecond on', async () => {
    metrics.requestDurations.observe({ route: '/api/org', method: 'GET', status: 200 }, 0.0004);
    expect(await metrics.registry.metrics()).toMatch(
      /^qgate_http_request_duration_seconds_bucket\{le="0.0005",route="\/api\/org",method="GET",status="200"\} 1$/m,
    );
  });

  it('reads a number at each scrape, and shows none that is missing or cannot be read', async () => {
    let value: number | null = 7;
    metrics.show('a_number', 'A number.', () => {
      if (value === -1) throw new Error('away');
      return value;
    });
    const shown = async () => /^qgate_a_number (.*)$/m.exec(await metrics.registry.metrics())?.[1];
    expect(await shown()).toBe('7');
    value = null;
    expect(await shown()).toBeUndefined();
    value = -1;
    expect(await shown()).toBeUndefined();
    value = 0;
    expect(await shown()).toBe('0');
  });

  it('shows at each scrape the labels that there are then', async () => {
    let kinds = ['one', 'two'];
    metrics.showEach('kinds', 'Kinds.', ['kind'], () => {
      if (kinds.length === 0) throw new Error('away');
      return kinds.map((kind, value) => ({ labels: { kind }, value }));
    });
    const shown = async () =>
      Array.from(
        (await metrics.registry.metrics()).matchAll(/^qgate_kinds\{kind="(\w+)"\} (\d)$/gm),
        ([, ...pair]) => pair,
      );
    expect(await shown()).toEqual([
      ['one', '0'],
      ['two', '1'],
    ]);
    kinds = ['two'];
    expect(await shown()).toEqual([['two', '0']]);
    kinds = [];
    expect(await shown()).toEqual([]);
  });

  it('counts looks into memory by kind', async () => {
    const count = metrics.countHeld('status');
    for (const result of ['hit', 'hit', 'miss'] as const) count(result);
    const text = await metrics.registry.metrics();
    expect(text).toContain('qgate_held_total{kind="status",result="hit"} 2');
    expect(text).toContain('qgate_held_total{kind="status",result="miss"} 1');
  });
});
