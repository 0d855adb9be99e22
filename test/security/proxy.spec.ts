import type { ApiAnswer } from '../support/api-client.js';
import { ADMIN_EMAIL, ADMIN_PASSWORD, startTestApp, type TestApp } from '../support/test-app.js';

const FORWARDED = {
  'x-forwarded-for': '203.0.113.7',
  'x-forwarded-host': 'evil.example',
  'x-forwarded-proto': 'https',
  forwarded: 'for=203.0.113.7;host=evil.example;proto=https',
  'x-real-ip': '203.0.113.7',
};

const login = (service: TestApp, headers: Record<string, string>) =>
  service.anonymous.post('/auth/login', { email: ADMIN_EMAIL, password: ADMIN_PASSWORD }, headers);
const cookieOf = (answer: ApiAnswer) => /^[^;]+/.exec(answer.headers.get('set-cookie') ?? '')![0];

/** The address that the session of this sign-in began from, and that of the audit entry of a change in it. */
async function addressesOf(service: TestApp, headers: Record<string, string>): Promise<(string | null)[]> {
  const client = service.anonymous.withToken((await login(service, headers)).body.access_token as string);
  const { sessions } = (await client.get('/auth/sessions')).body;
  await client.post('/repos', { name: `acme/${Math.random()}` }, headers);
  const { entries } = (await client.get('/audit-log?action=repo.created&limit=1')).body;
  return [sessions.find((one: { is_current: boolean }) => one.is_current).address, entries[0].address];
}

/** A change by cookie from a page of another host, whose name the headers of a proxy repeat. */
async function changeFromElsewhere(service: TestApp, headers: Record<string, string>): Promise<number> {
  const cookie = cookieOf(await login(service, headers));
  const browser = service.anonymous.as({ ...headers, cookie, origin: 'https://evil.example' });
  return (await browser.patch('/org', { name: 'Renamed' })).status;
}

describe.each([
  ['without TRUST_PROXY', {}],
  ['from an address that TRUST_PROXY does not name', { TRUST_PROXY: '192.0.2.0/24' }],
])('%s', (_, environment: Record<string, string>) => {
  let service: TestApp;

  beforeAll(async () => {
    service = await startTestApp(environment);
  });
  afterAll(() => service.stop());

  it('no header says where a request comes from', async () => {
    const [session, audit] = await addressesOf(service, FORWARDED);
    expect(session).toMatch(/127\.0\.0\.1$/);
    expect(audit).toBe(session);
  });

  it('no header names the requested host: the check of Origin is in force', async () => {
    expect(await changeFromElsewhere(service, FORWARDED)).toBe(403);
  });
});

describe('with one trusted proxy', () => {
  let service: TestApp;

  beforeAll(async () => {
    service = await startTestApp({ TRUST_PROXY: '1', PUBLIC_URL: 'https://gate.example.org' });
  });
  afterAll(() => service.stop());

  it('the address is what that proxy added, whatever stood before', async () => {
    const headers = { 'x-forwarded-for': '198.51.100.1, 127.0.0.1, 203.0.113.7' };
    expect(await addressesOf(service, headers)).toEqual(['203.0.113.7', '203.0.113.7']);
  });

  it.each([
    'unknown',
    '_hidden',
    '203.0.113.7:4711',
    '[2001:db8::1]:4711',
    'x'.repeat(300),
    "';--",
    '::',
    ',,',
    '999.1.1.1',
  ])('an address that is none does no harm: %j', async (address) => {
    expect((await login(service, { 'x-forwarded-for': address })).status).toBe(200);
  });

  it('a change by cookie still comes from the public address alone', async () => {
    const cookie = cookieOf(await login(service, FORWARDED));
    expect(cookie).toMatch(/^__Host-qg_session=/);
    const from = async (origin: string, headers: Record<string, string> = {}) =>
      (await service.anonymous.as({ ...headers, cookie, origin }).patch('/org', { name: 'Renamed' })).status;
    expect(await from('https://gate.example.org', FORWARDED)).toBe(200);
    expect(await from('http://gate.example.org', FORWARDED)).toBe(403);
    expect(await from('https://gate.example.org.evil.example', FORWARDED)).toBe(403);
    expect(await from('https://evil.example')).toBe(403);
  });
});
