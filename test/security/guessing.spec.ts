import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { aMember, type TestPerson } from '../support/actors.js';
import { comparable } from '../support/answers.js';
import type { ApiAnswer, ApiClient } from '../support/api-client.js';
import { enrollApp } from '../support/authenticator-app.js';
import { query } from '../support/postgres.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const FREE = 10;

let service: TestApp;
let person: TestPerson;
let addresses = 0;

beforeAll(async () => {
  service = await startTestApp({ TRUST_PROXY: '1', RATE_LIMIT_LOGIN: '60' });
});
beforeEach(async () => {
  service.clock.advanceMinutes(2);
  person = await aMember(service, 'MEMBER');
});
afterAll(() => service.stop());

/** A client at an address of its own. */
function fromElsewhere(of: TestApp = service): ApiClient {
  addresses += 1;
  return of.anonymous.as({ 'x-forwarded-for': `198.51.${100 + Math.floor(addresses / 250)}.${addresses % 250}` });
}

const login = (client: ApiClient, email: string, password: string) => client.post('/auth/login', { email, password });
const guess = (client: ApiClient, email = person.email) => login(client, email, 'not the password');
const enter = (client: ApiClient) => login(client, person.email, person.password);
const retryAfter = (answer: ApiAnswer) => Number(answer.headers.get('retry-after'));

/** As if the waits of all had just passed. */
const passWaits = () => query(service.database.admin, 'UPDATE auth.password_attempts SET next_at = clock_timestamp()');

async function guessTimes(times: number, client: ApiClient, email?: string): Promise<ApiAnswer[]> {
  const answers: ApiAnswer[] = [];
  for (let guesses = 0; guesses < times; guesses += 1) answers.push(await guess(client, email));
  return answers;
}

const statusesOf = (answers: readonly ApiAnswer[]) => answers.map(({ status }) => status);

/** The seconds of the waits that follow one failure after the other. */
async function waitsOf(client: ApiClient, email: string, count: number): Promise<number[]> {
  expect(statusesOf(await guessTimes(FREE, client, email))).toEqual(Array<number>(FREE).fill(401));
  const waits: number[] = [];
  while (waits.length < count) {
    const refused = await guess(client, email);
    expect([refused.status, refused.body.code]).toEqual([429, 'rate_limited']);
    waits.push(retryAfter(refused));
    await passWaits();
    expect((await guess(client, email)).status).toBe(401);
  }
  return waits;
}

it('counts an attempt that waited for another one after it, whichever came first', async () => {
  const [first, second] = [new pg.Client(service.database.admin), new pg.Client(service.database.admin)];
  await Promise.all([first.connect(), second.connect()]);
  const lane = `'\\x01'::bytea`;
  const take = async (client: pg.Client) =>
    (await client.query<{ wait: number }>(`SELECT auth.take_password_attempt(${lane}, ${FREE}, 60, '1 hour') AS wait`))
      .rows[0]!.wait;
  try {
    await first.query('BEGIN');
    expect(await take(first)).toBe(0);
    const waited = take(second);
    await sleep(100);
    await first.query(`UPDATE auth.password_attempts SET next_at = clock_timestamp() WHERE lane = ${lane}`);
    await first.query('COMMIT');
    expect(await waited).toBe(0);
  } finally {
    await Promise.all([first.end(), second.end()]);
  }
});

it('makes who fails again and again wait twice as long each time, up to a minute', async () => {
  expect(await waitsOf(fromElsewhere(), person.email, 8)).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
});

it('does the same for an address that nobody has', async () => {
  expect(await waitsOf(fromElsewhere(), 'nobody@example.test', 3)).toEqual([1, 2, 4]);
  const [client, other] = [fromElsewhere(), fromElsewhere()];
  await guessTimes(FREE, client);
  await guessTimes(FREE, other, 'nobody@example.test');
  const [known, unknown] = [await guess(client), await guess(other, 'nobody@example.test')];
  expect(known.status).toBe(429);
  expect(comparable(unknown)).toEqual(comparable(known));
});

it('counts an account once, in whatever letters the database takes for its address', async () => {
  const viewer = await aMember(service, 'VIEWER');
  const spellings = [viewer.email.toUpperCase(), viewer.email.replace('i', '\u0130')];
  expect((await login(fromElsewhere(), spellings[1]!, viewer.password)).status).toBe(200);
  const client = fromElsewhere();
  for (const spelling of spellings) expect(statusesOf(await guessTimes(FREE / 2, client, spelling))).not.toContain(429);
  expect((await guess(client, viewer.email)).status).toBe(429);
});

it('takes the right password as soon as the wait is over, and then counts from zero', async () => {
  const client = fromElsewhere();
  await guessTimes(FREE, client);
  expect((await enter(client)).status).toBe(429);
  await passWaits();
  expect((await enter(client)).status).toBe(200);
  expect(statusesOf(await guessTimes(FREE, client))).toEqual(Array<number>(FREE).fill(401));
});

it('lets no more through when they come all at once', async () => {
  const client = fromElsewhere();
  const answers = await Promise.all(Array.from({ length: 30 }, () => guess(client)));
  expect(statusesOf(answers).filter((status) => status === 401)).toHaveLength(FREE);
  expect(statusesOf(answers).filter((status) => status === 429)).toHaveLength(30 - FREE);
});

it('holds up nobody at another address', async () => {
  await guessTimes(FREE + 3, fromElsewhere());
  expect((await enter(fromElsewhere())).status).toBe(200);
});

it('counts for all instances together', async () => {
  const other = await startTestApp({ TRUST_PROXY: '1' }, { beside: service });
  try {
    const client = fromElsewhere();
    await guessTimes(FREE, client);
    const there = other.anonymous.as({ 'x-forwarded-for': `198.51.100.${addresses}` });
    expect((await guess(there)).status).toBe(429);
  } finally {
    await other.stop();
  }
});

it('lets a user in from where they signed in before, however many strangers try the account', async () => {
  const home = fromElsewhere();
  expect((await enter(home)).status).toBe(200);
  const strangers: number[] = [];
  for (let network = 0; network < 8; network += 1) strangers.push(...statusesOf(await guessTimes(9, fromElsewhere())));
  expect(strangers.filter((status) => status === 429).length).toBeGreaterThan(5);
  expect((await enter(fromElsewhere())).status).toBe(429);
  expect((await enter(home)).status).toBe(200);
});

it('throttles guesses at the current password of a session, too', async () => {
  const change = (current: string) =>
    person.client.post('/auth/password', { current_password: current, new_password: 'another password' });
  for (let guesses = 0; guesses < FREE; guesses += 1) expect((await change(`guess ${guesses}`)).status).toBe(403);
  const refused = await change(person.password);
  expect([refused.status, retryAfter(refused)]).toEqual([429, 1]);
  await passWaits();
  expect((await change(person.password)).status).toBe(204);
});

it('forgets lanes that rest, and keeps no address in the clear', async () => {
  await guess(fromElsewhere());
  const admin = service.database.admin;
  await query(admin, `UPDATE auth.password_attempts SET last_at = now() - interval '61 minutes'`);
  await guessTimes(1, fromElsewhere());
  await query(
    admin,
    `DO $$ BEGIN
       ASSERT (SELECT count(*) FROM auth.password_attempts WHERE last_at < now() - interval '1 hour') = 0;
       ASSERT (SELECT bool_and(length(lane) = 32) FROM auth.password_attempts);
     END $$`,
  );
});

describe('codes of an authenticator app', () => {
  const FREE_CODES = 5;

  /** Somebody with an app, who signed in at home lately. */
  async function anEnrolled() {
    const home = fromElsewhere();
    const { access_token: token } = (await enter(home)).body as { access_token: string };
    const { app } = await enrollApp(service, home.withToken(token));
    const send = (client: ApiClient, totp: string) =>
      client.post('/auth/login', { email: person.email, password: person.password, second_factor: { totp } });
    return {
      home,
      enter: (client: ApiClient) => send(client, app.nextCode()),
      guess: (client: ApiClient) => send(client, app.wrongCode()),
    };
  }

  const stretchWaits = () =>
    query(service.database.admin, `UPDATE auth.password_attempts SET next_at = next_at + interval '1 hour'`);

  it('let a person in at a familiar address, however many strangers with the password guess them', async () => {
    const enrolled = await anEnrolled();
    const strangers: number[] = [];
    for (let guesses = 0; guesses < FREE_CODES + 3; guesses += 1)
      strangers.push((await enrolled.guess(fromElsewhere())).status);
    // all strangers together: another address is no way around the wait
    expect(strangers).toEqual([...Array<number>(FREE_CODES).fill(401), 429, 429, 429]);
    await stretchWaits();
    expect((await enrolled.enter(fromElsewhere())).status).toBe(429);
    expect((await enrolled.enter(enrolled.home)).status).toBe(200);
  });

  it('are slowed down at a familiar address by themselves', async () => {
    const enrolled = await anEnrolled();
    for (let guesses = 0; guesses < FREE_CODES; guesses += 1)
      expect((await enrolled.guess(enrolled.home)).status).toBe(401);
    await stretchWaits();
    expect((await enrolled.enter(enrolled.home)).status).toBe(429);
    expect((await enrolled.enter(fromElsewhere())).status).toBe(200);
  });
});
