import { startTestApp, type TestApp } from '../test-app.js';
import { WarmHost } from './warm-host.js';

const readNow = (service: TestApp) => service.call('Clock', 'now');

describe('the warm host of a worker', () => {
  it('runs services side by side, each with a database of its own', async () => {
    const [one, other] = await Promise.all([startTestApp(), startTestApp()]);
    await one.admin.post('/scans', { repo: 'acme/web', branch: 'main' });
    const names = async ({ admin }: TestApp) =>
      (await admin.get('/repos')).body.repos.map(({ name }: { name: string }) => name);
    expect([await names(one), await names(other)]).toEqual([['acme/web'], []]);
    await Promise.all([one.stop(), other.stop()]);
  });

  it('stays from one service to the next', async () => {
    const before = await WarmHost.get();
    await (await startTestApp()).stop();
    expect((await WarmHost.get()).pid).toBe(before.pid);
  });

  it('runs a service by the clock of the test', async () => {
    const service = await startTestApp();
    const before = Date.parse((await readNow(service)) as string);
    service.clock.advanceMinutes(60);
    const after = Date.parse((await readNow(service)) as string);
    expect((after - before) / 60_000).toBeGreaterThanOrEqual(60);
    expect(Math.abs(after - service.clock.now().getTime())).toBeLessThan(60_000);
    await service.stop();
  });

  it('says why a service does not start', async () => {
    await expect(startTestApp({ WORKER: 'sometimes' })).rejects.toThrow('WORKER');
  });

  it('leaves the end of its log when it dies, and the next service gets another one', async () => {
    const service = await startTestApp();
    const { pid } = await WarmHost.get();
    process.kill(pid, 'SIGABRT');
    await expect(service.stop()).rejects.toThrow('The end of its log');
    const next = await startTestApp();
    expect((await WarmHost.get()).pid).not.toBe(pid);
    await next.stop();
  });
});
