import type { ForgeAccess, ForgeRequest } from './forge.js';
import { callForge, findOnPages, pathOf, readReply, readWritten } from './forge-call.js';
import { JsonValue } from './json-value.js';

const sent: ForgeRequest[] = [];
beforeEach(() => sent.splice(0));

function accessTo(status: number, body: string, isCut = false): ForgeAccess {
  return {
    apiUrl: 'https://forge.test/api',
    headers: { authorization: 'token t' },
    author: '7',
    expiresAt: null,
    credentialsExpireAt: null,
    transport: {
      now: () => new Date(),
      send: (request) => {
        sent.push(request);
        return Promise.resolve({ status, headers: {}, body: Buffer.from(body), isCut });
      },
    },
  };
}

const READ = { method: 'GET', path: '/x' } as const;
const WRITE = { method: 'POST', path: '/x', body: { a: 1 } } as const;

it('sends what a call says, below the root of the API', async () => {
  const path = pathOf('repos', 'acme', 'a b/c');
  await callForge(accessTo(200, '{}'), { ...WRITE, path, query: { page: 2, q: 'a&b' } });
  await callForge(accessTo(200, '{}'), { method: 'POST', path: '/t', form: { grant_type: 'a b' } });
  expect(sent[0]).toEqual({
    method: 'POST',
    url: 'https://forge.test/api/repos/acme/a%20b%2Fc?page=2&q=a%26b',
    headers: { accept: 'application/json', authorization: 'token t', 'content-type': 'application/json' },
    body: '{"a":1}',
  });
  expect(sent[1]).toMatchObject({
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=a+b',
  });
});

it.each(['..', '.', '%2e%2E'])('sends nothing to a path with the segment %s', async (segment) => {
  const path = `/repos/${segment}/web`;
  expect(await callForge(accessTo(200, '{}'), { method: 'GET', path })).toEqual({
    ok: false,
    outcome: { kind: 'give_up', error: 'not_found' },
  });
  expect(await callForge(accessTo(200, '{}'), { method: 'GET', path: '/repos/..acme/.github' })).toMatchObject({
    ok: true,
  });
  expect(sent).toHaveLength(1);
});

it('refuses credentials that no header takes', async () => {
  const access = { ...accessTo(200, '{}'), headers: { authorization: 'Bearer a\nb' } };
  expect(await callForge(access, READ)).toMatchObject({ outcome: { kind: 'give_up', error: 'credentials' } });
  expect(sent).toEqual([]);
});

it('takes an answer that cannot be read for one that may have had its effect', async () => {
  const unclear = { ok: false, outcome: { kind: 'unclear', error: 'server' } };
  expect(await callForge(accessTo(201, '{"id":'), WRITE)).toEqual(unclear);
  expect(await callForge(accessTo(201, '{}', true), WRITE)).toEqual(unclear);
  expect(await callForge(accessTo(200, '<html>'), READ)).toMatchObject({ outcome: { kind: 'again' } });
  expect(await callForge(accessTo(201, '<html>'), { ...WRITE, isWrite: false })).toMatchObject({
    outcome: { kind: 'again' },
  });
  expect(await callForge(accessTo(204, ''), WRITE)).toMatchObject({ ok: true });
});

it('lets exceptions of a forge come first', async () => {
  const exception = (status: number, body: JsonValue) =>
    status === 400 && body.at('message').text === 'as it is' ? ({ kind: 'done' } as const) : null;
  expect(await callForge(accessTo(400, '{"message":"as it is"}'), WRITE, exception)).toMatchObject({ ok: true });
  expect(await callForge(accessTo(400, '{}'), WRITE, exception)).toMatchObject({ outcome: { kind: 'give_up' } });
});

it('demands of a reply what is read of it', async () => {
  const id = (body: JsonValue) => body.at('id').text;
  expect(readReply(await callForge(accessTo(200, '{"id":5}'), READ), id)).toEqual({ ok: true, value: '5' });
  expect(readReply(await callForge(accessTo(200, '[]'), READ), id)).toMatchObject({ outcome: { kind: 'again' } });
  expect(readWritten(await callForge(accessTo(201, '{}'), WRITE), () => null).outcome.kind).toBe('unclear');
  expect(readWritten(await callForge(accessTo(500, '{}'), WRITE), () => null).outcome.kind).toBe('unclear');
  expect(readWritten(await callForge(accessTo(403, '{}'), WRITE), () => null).outcome.kind).toBe('give_up');
});

it('looks through pages until a short one', async () => {
  const pages = [[1, 2], [3, 4], [5]];
  const readPage = jest.fn((page: number) =>
    Promise.resolve({ ok: true as const, value: new JsonValue(pages[page - 1]).items }),
  );
  const find = (wanted: number) => findOnPages(readPage, 2, (item) => (item.number === wanted ? item.text : null));
  expect(await find(3)).toEqual({ ok: true, value: '3' });
  expect(readPage).toHaveBeenCalledTimes(2);
  expect(await find(9)).toEqual({ ok: true, value: null });
  expect(readPage).toHaveBeenCalledTimes(5);
  const failed = { ok: false as const, outcome: { kind: 'give_up', error: 'not_found' } as const };
  expect(
    await findOnPages(
      () => Promise.resolve(failed),
      2,
      () => null,
    ),
  ).toBe(failed);
});

it('reads values of any document without a throw', () => {
  const value = new JsonValue(JSON.parse('{"a":{"b":[{"c":true},null]},"n":7,"__proto__":{"x":1}}'));
  expect(value.at('a', 'b').items.map((item) => item.at('c').isTrue)).toEqual([true, false]);
  expect(value.at('n').text).toBe('7');
  expect(value.at('a').text).toBeNull();
  expect(value.at('a', 'toString').text).toBeNull();
  expect(value.at('x', 'y', 'z').items).toEqual([]);
  expect(value.at('n').number).toBe(7);
  expect(value.at('a').number).toBeNull();
});
