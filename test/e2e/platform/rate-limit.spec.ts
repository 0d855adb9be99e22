import { aMember, anApiKey } from '../../support/actors.js';
import type { ApiAnswer, ApiClient } from '../../support/api-client.js';
import { hasRedisServer, startRedis, type TestRedis } from '../../support/redis.js';
import { ADMIN_EMAIL, ADMIN_PASSWORD, startTestApp, type TestApp } from '../../support/test-app.js';

const statusesOf = (answers: readonly ApiAnswer[]) => answers.map(({ status }) => status);
const repeat = (times: number, ask: () => Promise<ApiAnswer>) => Promise.all(Array.from({ length: times }, ask));
const countOf = (answers: readonly ApiAnswer[], status: number) =>
  answers.filter((answer) => answer.status === status).length;
const wrongLogin = (client: ApiClient, email: string) =>
  client.post('/auth/login', { email, password: 'not the password' });

describe('a limit of requests a minute', () => {
  let service: TestApp;

  beforeAll(async () => {
    service = await startTestApp({ RATE_LIMIT_DEFAULT: '5', RATE_LIMIT_ANONYMOUS: '4', RATE_LIMIT_HEALTH: '8' });
  });
  afterAll(() => service.stop());

  it('is stated in every answer, and ends in 429 until the first request is a minute old', async () => {
    const { client } = await anApiKey(service);
    const answers: ApiAnswer[] = [];
    for (let request = 0; request < 6; request += 1) answers.push(await client.get('/repos'));
    expect(statusesOf(answers)).toEqual([200, 200, 200, 200, 200, 429]);
    const told = answers.map(({ headers }) => headers.get('ratelimit'));
    expect(told.map((text) => /^"default";r=(\d+);t=\d+$/.exec(text ?? '')?.[1])).toEqual([
      '4',
      '3',
      '2',
      '1',
      '0',
      '0',
    ]);
    for (const { headers } of answers) expect(headers.get('ratelimit-policy')).toBe('"default";q=5;w=60');
    const [refused] = answers.slice(-1) as [ApiAnswer];
    expect(refused.body).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    service.clock.advanceMinutes(1);
    expect((await client.get('/repos')).status).toBe(200);
  });

  it('lets exactly that many of many simultaneous requests through', async () => {
    const { client } = await anApiKey(service);
    expect(countOf(await repeat(25, () => client.get('/repos')), 200)).toBe(5);
  });

  it('holds for each route and each credential by itself', async () => {
    const [one, two] = [await anApiKey(service), await anApiKey(service)];
    await repeat(6, () => one.client.get('/repos'));
    expect((await one.client.get('/repos')).status).toBe(429);
    expect((await one.client.get('/repos/1')).status).toBe(404);
    expect((await two.client.get('/repos')).status).toBe(200);
    service.clock.advanceMinutes(1);
    const person = await aMember(service, 'VIEWER');
    await repeat(6, () => person.client.get('/repos'));
    expect((await person.client.get('/repos')).status).toBe(429);
  });

  it('is judged after credentials and before role, input and object', async () => {
    const { client } = await anApiKey(service, { scopes: ['read:repos'] });
    const first = await repeat(5, () => client.patch('/org', 'nonsense'));
    expect(new Set(statusesOf(first))).toEqual(new Set([403]));
    for (const { headers } of first) expect(headers.get('ratelimit')).toBeTruthy();
    expect((await client.patch('/org', 'nonsense')).status).toBe(429);
  });

  it('holds by address for requests without valid credentials, and not for others from there', async () => {
    service.clock.advanceMinutes(1);
    const { client } = await anApiKey(service);
    const answers: ApiAnswer[] = [];
    for (let request = 0; request < 6; request += 1)
      answers.push(await (request % 2 ? service.anonymous : service.anonymous.withToken('x')).get('/repos'));
    expect(statusesOf(answers)).toEqual([401, 401, 401, 401, 429, 429]);
    expect(answers[0]!.headers.get('ratelimit-policy')).toBe('"anonymous";q=4;w=60');
    expect(answers[4]!.headers.get('retry-after')).toBeTruthy();
    expect((await client.get('/repos')).status).toBe(200);
  });

  it('is generous on status, and of its own kind for uploads', async () => {
    const { client } = await anApiKey(service);
    const policyOf = async (answer: Promise<ApiAnswer>) =>
      /^"(\w+)"/.exec((await answer).headers.get('ratelimit-policy') ?? '')?.[1];
    expect(await policyOf(client.get('/quality/gates/status/1'))).toBe('status');
    expect(await policyOf(client.get('/scans/1'))).toBe('default');
    for (const path of ['/quality/coverage/upload', '/scans/1/findings', '/scans/1/changes', '/scans/1/files'])
      expect(await policyOf(client.post(path))).toBe('upload');
  });

  it('is a generous one of their own for probes, by address whatever they send', async () => {
    const answers = await repeat(12, () => service.admin.get('/health/ready'));
    expect(countOf(answers, 200)).toBe(8);
    const refused = answers.find(({ status }) => status === 429)!;
    expect(refused.headers.get('ratelimit-policy')).toBe('"health";q=8;w=60');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await service.anonymous.get('/health/ready')).status).toBe(429);
    expect((await service.anonymous.get('/health/live')).status).toBe(200);
    service.clock.advanceMinutes(1);
    expect((await service.anonymous.get('/health/ready')).status).toBe(200);
  });

  it('knows an address behind a proxy only when that proxy is trusted', async () => {
    service.clock.advanceMinutes(1);
    const from = (client: ApiClient, address: string) => client.get('/repos', { 'x-forwarded-for': address });
    let answers: ApiAnswer[] = [];
    for (let request = 0; request < 5; request += 1)
      answers.push(await from(service.anonymous, `203.0.113.${request}`));
    expect(statusesOf(answers)).toEqual([401, 401, 401, 401, 429]);

    const behind = await startTestApp({ RATE_LIMIT_ANONYMOUS: '4', TRUST_PROXY: '1' });
    try {
      answers = [];
      for (let request = 0; request < 5; request += 1)
        answers.push(await from(behind.anonymous, `203.0.113.${request}`));
      expect(statusesOf(answers)).toEqual([401, 401, 401, 401, 401]);
      // one IPv6 network is one customer
      for (let request = 0; request < 5; request += 1)
        answers.push(await from(behind.anonymous, `2001:db8:1:2::${request + 1}`));
      expect(statusesOf(answers.slice(5))).toEqual([401, 401, 401, 401, 429]);
    } finally {
      await behind.stop();
    }
  });
});

describe('login', () => {
  it('is limited by address, whatever the account', async () => {
    const service = await startTestApp({ RATE_LIMIT_LOGIN: '4' });
    try {
      const answers: ApiAnswer[] = []; // the administrator signed in once before
      for (let request = 0; request < 4; request += 1)
        answers.push(await wrongLogin(service.anonymous, `someone-${request}@example.test`));
      expect(statusesOf(answers)).toEqual([401, 401, 401, 429]);
      expect(answers[0]!.headers.get('ratelimit-policy')).toBe('"login";q=4;w=60, "login-account";q=4;w=60');
      expect(answers[0]!.headers.get('ratelimit')).toMatch(/^"login";r=2;t=\d+, "login-account";r=3;t=\d+$/);
      const right = await service.anonymous.post('/auth/login', { email: ADMIN_EMAIL, password: ADMIN_PASSWORD });
      expect(right.status).toBe(429);
      expect((await service.admin.get('/org')).status).toBe(200);
    } finally {
      await service.stop();
    }
  });

  it('is limited by account, wherever from and however it is spelt, known or not', async () => {
    const service = await startTestApp({ RATE_LIMIT_LOGIN: '3', TRUST_PROXY: '1' });
    try {
      for (const email of ['ghost@example.test', ADMIN_EMAIL]) {
        service.clock.advanceMinutes(1);
        const answers: ApiAnswer[] = [];
        for (let request = 0; request < 4; request += 1) {
          const spelt = request % 2 ? email : email.toUpperCase();
          const client = service.anonymous.as({ 'x-forwarded-for': `203.0.113.${request}` });
          answers.push(await wrongLogin(client, spelt));
        }
        expect(statusesOf(answers)).toEqual([401, 401, 401, 429]);
      }
    } finally {
      await service.stop();
    }
  });
});

const hasRedis = hasRedisServer();

(hasRedis ? describe : describe.skip)('two instances that share a Redis (needs redis-server)', () => {
  let redis: TestRedis;
  let instances: TestApp[];

  beforeAll(async () => {
    redis = await startRedis();
    const environment = { REDIS_URL: redis.url, RATE_LIMIT_LOGIN: '9', RATE_LIMIT_ANONYMOUS: '10', TRUST_PROXY: '1' };
    instances = [await startTestApp(environment), await startTestApp(environment)];
  });
  afterAll(async () => {
    for (const instance of instances) await instance.stop();
    await redis.kill();
  });

  const each = (index: number) => instances[index % 2]!.anonymous;
  const fromOwnAddress = (index: number) => each(index).as({ 'x-forwarded-for': `198.51.100.${index % 250}` });

  it('let no more through together than the limit says', async () => {
    const client = (index: number) => each(index).as({ 'x-forwarded-for': '203.0.113.9' });
    const answers = await Promise.all(Array.from({ length: 60 }, (_, index) => client(index).get('/repos')));
    expect([countOf(answers, 401), countOf(answers, 429)]).toEqual([10, 50]);
  });

  it('count logins of one account together', async () => {
    // One after the other: two dozen hashes at once keep a busy machine from hearing Redis in time.
    const answers: ApiAnswer[] = [];
    for (let index = 0; index < 24; index += 1)
      answers.push(await wrongLogin(fromOwnAddress(index), 'shared@example.test'));
    expect([countOf(answers, 401), countOf(answers, 429)]).toEqual([9, 15]);
  });

  it('stay strict when Redis is gone, and share again when it is back', async () => {
    const login = (index: number) => wrongLogin(fromOwnAddress(index), 'outage@example.test');
    for (let index = 0; index < 6; index += 1) expect((await login(index)).status).toBe(401);
    await redis.kill();
    const during: ApiAnswer[] = [];
    for (let index = 0; index < 20; index += 1) during.push(await login(index));
    // each has let three through before: six more each, and then no more
    expect([countOf(during, 401), countOf(during, 429)]).toEqual([12, 8]);

    await redis.start();
    const fresh = (index: number) => wrongLogin(fromOwnAddress(index), 'afterwards@example.test');
    await reconnected(instances);
    const after: ApiAnswer[] = [];
    for (let index = 0; index < 12; index += 1) after.push(await fresh(index));
    expect([countOf(after, 401), countOf(after, 429)]).toEqual([9, 3]);
  });
});

/** Until each instance counts in the new Redis: two requests through both of one account show it. */
async function reconnected(instances: readonly TestApp[]): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const email = `probe-${attempt}@example.test`;
    const left: (string | undefined)[] = [];
    for (const [index, { anonymous }] of instances.entries()) {
      const client = anonymous.as({ 'x-forwarded-for': `192.0.2.${(attempt * 2 + index) % 250}` });
      const header = (await wrongLogin(client, email)).headers.get('ratelimit') ?? '';
      left.push(/"login-account";r=(\d+)/.exec(header)?.[1]);
    }
    if (left[0] === '8' && left[1] === '7') return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The instances do not share a Redis again.');
}
