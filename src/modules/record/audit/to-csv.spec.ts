import { CSV_HEADER, toCsvLine } from './to-csv.js';

const entry = (name: string, value: object | null = null) => ({
  id: 5,
  at: '2026-04-19T12:00:00.000Z',
  actor: { type: 'user', id: 12, name },
  by: { type: 'user', id: 12, name, kind: null },
  action: 'policy.updated',
  target: { type: 'policy', id: null },
  repo_id: null,
  repo_name: 'acme/web',
  actor_name: null,
  target_name: 'acme/web',
  old: value,
  new: null,
  address: '::1',
  request_id: 'r-1',
  client_request_id: 'c-1',
  personal_digest: null,
  hash: null,
});
const nameCell = (name: string) => toCsvLine(entry(name)).slice('5,2026-04-19T12:00:00.000Z,user,12,'.length);

describe('toCsvLine', () => {
  it('writes one cell per column', () => {
    expect(CSV_HEADER.trimEnd().split(',')).toHaveLength(17);
    expect(toCsvLine(entry('mira@example.test'))).toBe(
      '5,2026-04-19T12:00:00.000Z,user,12,mira@example.test,policy.updated,policy,,,,,::1,r-1,c-1,,acme/web,acme/web\r\n',
    );
  });

  it('quotes what needs it and doubles quotes', () => {
    expect(nameCell('a,"b"\nc')).toMatch(/^"a,""b""\nc",/);
    expect(toCsvLine(entry('x', { note: 'a,b' }))).toContain('"{""note"":""a,b""}"');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '|cmd', '%x', '＝1+1', '＋1', '－1', '＠SUM(A1)'])(
    'disarms the formula %j',
    (name) => {
      expect(nameCell(name)).toMatch(/^"'/);
    },
  );
});
