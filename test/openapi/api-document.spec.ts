import { ApiDocument, type Exchange, readApiDocument } from '../support/api-document.js';

const document = new ApiDocument(readApiDocument());

const PROBLEM = {
  type: '/api/docs/errors#not_found',
  title: 'Not found',
  status: 404,
  detail: 'This organization has no such scan.',
  instance: '/api/quality/ratings/7',
  code: 'not_found',
  request_id: '0b8f3f6e',
};
const DEBT = {
  scan_id: 7,
  total_minutes: null,
  total_hours: null,
  total_engineer_days: null,
  findings_by_type: null,
};

/** Headers that an answer has, but for those of a status. */
const headers = (contentType: string, more: Readonly<Record<string, string>> = {}): Headers =>
  new Headers({
    'content-type': contentType,
    'x-request-id': '0b8f3f6e',
    ratelimit: '"default";r=2999;t=60',
    'ratelimit-policy': '"default";q=3000;w=60',
    ...more,
  });

function without(name: string): Headers {
  const left = headers('application/json');
  left.delete(name);
  return left;
}

/** A right answer of GET /quality/tech-debt/7, changed by what a test is about. */
const exchange = (changes: Partial<Exchange> = {}): Exchange => ({
  method: 'GET',
  path: '/quality/tech-debt/7',
  status: 200,
  headers: headers('application/json; charset=utf-8'),
  body: DEBT,
  ...changes,
});

const problem = (changes: object = {}): Exchange =>
  exchange({ status: 404, headers: headers('application/problem+json'), body: { ...PROBLEM, ...changes } });

describe('an exchange held to the document', () => {
  it.each([
    ['as documented', exchange()],
    ['with a query', exchange({ path: '/quality/tech-debt/7?verbose=1' })],
    ['a documented error', problem()],
    ['a route that neither side knows', { ...problem({ code: 'route_not_found' }), path: '/nowhere' }],
    [
      'an empty body where none is documented',
      exchange({
        method: 'POST',
        path: '/auth/logout',
        status: 204,
        headers: headers('application/json', { 'set-cookie': 'session=; Max-Age=0', 'clear-site-data': '"cache"' }),
        body: '',
      }),
    ],
    ['the pages of the document', exchange({ path: '/docs/swagger-ui.css', headers: headers('text/css'), body: '' })],
  ])('is fine %s', (_, seen) => {
    expect(document.findDeviations(seen)).toEqual([]);
  });

  it.each([
    ['a route that only the service knows', exchange({ path: '/quality/secrets/7' }), 'no such route'],
    ['a method that only the service knows', exchange({ method: 'DELETE' }), 'no such route'],
    ['a route that only the document knows', problem({ code: 'route_not_found' }), '/code'],
    ['an undocumented status', exchange({ status: 202 }), 'status 202 is not documented'],
    ['an undocumented content type', exchange({ headers: headers('text/html') }), 'text/html is not documented'],
    [
      'an error as plain JSON',
      { ...problem(), headers: headers('application/json') },
      'application/json is not documented',
    ],
    [
      'a body where none is documented',
      exchange({ method: 'POST', path: '/auth/logout', status: 204 }),
      'without a body',
    ],
    ['an answer that does not name its request', exchange({ headers: without('x-request-id') }), 'X-Request-Id'],
    ['an answer that does not tell its limit', exchange({ headers: without('ratelimit') }), 'RateLimit is missing'],
    ['a missing field', exchange({ body: { ...DEBT, total_minutes: undefined } }), 'total_minutes'],
    ['an added field', exchange({ body: { ...DEBT, total_weeks: 1 } }), 'total_weeks'],
    ['an added field deep inside', exchange({ body: { ...DEBT, findings_by_type: { typo: 1 } } }), 'typo'],
    ['a fraction where a count is meant', exchange({ body: { ...DEBT, total_minutes: 1.5 } }), 'must be integer,null'],
    ['another type', exchange({ body: { ...DEBT, total_hours: '1' } }), 'must be number,null'],
    ['null where none is documented', exchange({ body: { ...DEBT, scan_id: null } }), 'must be integer'],
    ['an error code that the route does not have', problem({ code: 'last_owner' }), 'allowed values'],
    ['an added field of an error', problem({ stack: 'at ...' }), 'stack'],
  ])('deviates by %s', (_, seen, said) => {
    expect(document.findDeviations(seen).join('\n')).toContain(said);
  });

  it('deviates by a body that the service takes though the document forbids it', () => {
    const seen = exchange({
      method: 'POST',
      path: '/scans/7/fail',
      status: 200,
      sent: { reason: 7 },
    });
    expect(document.findDeviations(seen).join('\n')).toContain('was accepted, yet its body: /reason must be string');
  });
});
