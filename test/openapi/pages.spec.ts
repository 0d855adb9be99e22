import { parse } from 'yaml';
import { readApiDocument } from '../support/api-document.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { requestUndecoded } from '../support/undecoded.js';

/** Pages that anybody may read, with their types. */
const PAGES = [
  ['/api/docs', 'text/html; charset=utf-8'],
  ['/api/docs/errors', 'text/html; charset=utf-8'],
  ['/api/docs/swagger-ui.css', 'text/css; charset=utf-8'],
  ['/api/docs/swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
  ['/api/docs/swagger-ui-init.js', 'text/javascript; charset=utf-8'],
  ['/api/docs/favicon-32x32.png', 'image/png'],
  ['/api/openapi.json', 'application/json; charset=utf-8'],
  ['/api/openapi.yaml', 'text/yaml; charset=utf-8'],
] as const;
const COMPRESSED = PAGES.filter(([path]) => !/png|init|docs$/.test(path));

describe('the pages of the API document', () => {
  let service: TestApp;
  beforeAll(async () => {
    service = await startTestApp();
  });
  afterAll(() => service.stop());

  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    requestUndecoded(service.url + path, headers, { method });

  it.each(PAGES)('serve %s as %s, and 304 to whoever has it', async (path, type) => {
    const whole = await get(path);
    expect([whole.status, whole.headers['content-type']]).toEqual([200, type]);
    expect(Number(whole.headers['content-length'])).toBe(whole.bytes.length);
    const tag = whole.headers.etag!;
    expect(tag).toMatch(/^"[\w-]+"$/);
    for (const given of [tag, `"other", W/${tag}`, '*']) {
      const unchanged = await get(path, { 'if-none-match': given });
      expect([unchanged.status, unchanged.bytes.length, unchanged.headers.etag]).toEqual([304, 0, tag]);
    }
    expect((await get(path, { 'if-none-match': '"other"' })).status).toBe(200);
    const head = await get(path, {}, 'HEAD');
    expect([head.status, head.headers['content-length'], head.bytes.length]).toEqual([
      200,
      whole.headers['content-length'],
      0,
    ]);
  });

  it.each(COMPRESSED)('are compressed at %s, each encoding with a tag of its own', async (path) => {
    const plain = await get(path);
    const tags = new Set([plain.headers.etag]);
    for (const encoding of ['gzip', 'br']) {
      const answer = await get(path, { 'accept-encoding': encoding });
      expect([answer.headers['content-encoding'], answer.headers.vary]).toEqual([encoding, 'Accept-Encoding']);
      expect(answer.decoded.equals(plain.bytes)).toBe(true);
      expect(answer.bytes.length).toBeLessThan(plain.bytes.length / 2);
      tags.add(answer.headers.etag);
      const tag = answer.headers.etag!;
      expect((await get(path, { 'accept-encoding': encoding, 'if-none-match': tag })).status).toBe(304);
      expect((await get(path, { 'if-none-match': tag })).status).toBe(200);
    }
    expect(tags.size).toBe(3);
  });

  it('are the committed document, as JSON and as YAML', async () => {
    expect(JSON.parse((await get('/api/openapi.json')).bytes.toString())).toEqual(readApiDocument());
    expect(parse((await get('/api/openapi.yaml')).bytes.toString())).toEqual(readApiDocument());
  });

  it('lead from an address with a slash to the one without, whatever prefix a proxy puts before it', async () => {
    const { status, headers } = await get('/api/docs/');
    expect(new URL(headers.location!, 'https://example.org/gate/api/docs/').pathname).toBe('/gate/api/docs');
    expect(status).toBe(301);
  });
});
