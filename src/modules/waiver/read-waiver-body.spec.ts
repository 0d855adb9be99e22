import { readWaiverBody } from './read-waiver-body.js';

const AT = new Date('2026-04-19T12:00:00Z');
const FREE = { at: AT, waiverMaxDays: null };
const FINE = { rule: 'new_critical_max', reason: 'only in a test harness' };

const fieldsOf = (body: object, terms = FREE) => readWaiverBody(body, terms).errors.map(({ field }) => field);

describe('readWaiverBody', () => {
  it('reads every field', () => {
    const { draft, errors } = readWaiverBody(
      { ...FINE, repo_id: 8, pr_number: 142, expires_at: '2026-05-01T00:00:00Z', max_actual: 2 },
      FREE,
    );
    expect(errors).toEqual([]);
    expect(draft).toEqual({
      ...FINE,
      repoId: 8,
      prNumber: 142,
      expiresAt: new Date('2026-05-01T00:00:00Z'),
      maxActual: 2,
    });
  });

  it('takes null and absence alike for what is optional', () => {
    const absent = readWaiverBody(FINE, FREE);
    const empty = { repo_id: null, pr_number: null, expires_at: null, max_actual: null };
    expect(readWaiverBody({ ...FINE, ...empty }, FREE)).toEqual(absent);
    expect(absent.errors).toEqual([]);
  });

  it('names every bad field once', () => {
    const body = { rule: 'nope', reason: 7, repo_id: '8', pr_number: 1.5, expires_at: 'soon', max_actual: [] };
    expect(fieldsOf(body).sort()).toEqual(['expires_at', 'pr_number', 'reason', 'repo_id', 'rule']);
    expect(fieldsOf({ ...body, rule: 'rating_min' })).toContain('max_actual');
  });

  it('does not ask for repo_id beside pr_number where one of a wrong type stands', () => {
    expect(fieldsOf({ ...FINE, repo_id: '8', pr_number: 142 })).toEqual(['repo_id']);
    expect(fieldsOf({ ...FINE, pr_number: 142 })).toEqual(['pr_number']);
  });

  it.each([0, -1, 1.5, '8', true, [8], 2 ** 53])('refuses %p as an id', (id) => {
    expect(fieldsOf({ ...FINE, repo_id: id })).toEqual(['repo_id']);
  });

  it('says what a time looks like where none can be read, and not that it has passed', () => {
    const { errors } = readWaiverBody({ ...FINE, expires_at: 1777593600 }, FREE);
    expect(errors).toEqual([
      { field: 'expires_at', message: 'must be a time with its zone such as 2026-05-01T00:00:00Z, or null' },
    ]);
  });

  it.each([
    ['2026-04-19T11:59:59.999Z', ['expires_at']],
    ['2026-04-19T12:00:00Z', ['expires_at']],
    ['2026-04-19T12:00:00.001Z', []],
    ['2026-05-19T12:00:00Z', []],
    ['2026-05-19T12:00:00.001Z', ['expires_at']],
    [null, ['expires_at']],
  ])('holds expires_at %p to 30 days', (expires_at, expected) => {
    expect(fieldsOf({ ...FINE, expires_at }, { at: AT, waiverMaxDays: 30 } as never)).toEqual(expected);
  });
});
