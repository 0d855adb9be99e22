import { applyConventions, applyToAll, applyToParameter } from './schema-conventions.js';

const ID = { type: 'integer', format: 'int64', minimum: 1, maximum: Number.MAX_SAFE_INTEGER };

describe('what names say of a value', () => {
  it.each([
    ['id', { type: 'number' }, ID],
    ['scan_id', { type: 'number', description: 'Which.' }, { ...ID, description: 'Which.' }],
    ['repo_id', { type: ['number', 'null'] }, { ...ID, type: ['integer', 'null'] }],
    ['a branded org_id', { $ref: '#/components/schemas/Object' }, ID],
    ['request_id', { type: 'string' }, { type: 'string' }],
    ['total', { type: 'number' }, { type: 'integer' }],
    ['line', { type: ['number', 'null'] }, { type: ['integer', 'null'] }],
    ['coverage_pct', { type: ['number', 'null'] }, { type: ['number', 'null'] }],
    ['a_share', { type: 'number', format: 'double' }, { type: 'number', format: 'double' }],
    ['total_hours', { type: 'number' }, { type: 'number' }],
    ['created_at', { type: 'string' }, { type: 'string', format: 'date-time' }],
    ['at', { type: ['string', 'null'] }, { type: ['string', 'null'], format: 'date-time' }],
    ['format', { type: 'string' }, { type: 'string' }],
  ])('%s', (name, schema, expected) => {
    expect(applyConventions(name.replace('a branded ', ''), schema as never)).toEqual(expected);
  });

  it('reaches what lists and objects hold', () => {
    const schema = {
      type: 'array',
      items: { type: 'object', properties: { waiver_ids: { type: 'array', items: { type: 'number' } } } },
    };
    expect(applyConventions('considered', schema)).toEqual({
      type: 'array',
      items: { type: 'object', properties: { waiver_ids: { type: 'array', items: { type: 'integer' } } } },
    });
  });

  it('leaves references to other schemas alone', () => {
    const reference = { $ref: '#/components/schemas/Policy' };
    expect(applyToAll({ policy: reference })).toEqual({ policy: reference });
  });

  it("turns words of 3.0 into 3.1's, and drops what the compiler leaves inside lists", () => {
    const schema = { type: 'string', example: 'main', required: true };
    expect(applyConventions('branch', schema as never)).toEqual({ type: 'string', examples: ['main'] });
  });
});

describe('enumerations', () => {
  it.each([
    [
      ['info', 'critical', 'low', 'medium', 'high'],
      ['critical', 'high', 'medium', 'low', 'info'],
    ],
    [
      ['D', 'A', null],
      ['A', 'D', null],
    ],
    [
      ['rating_min', 'new_critical_max'],
      ['new_critical_max', 'rating_min'],
    ],
    [
      ['passed', null, 'failed'],
      ['failed', 'passed', null],
    ],
  ])('%j come as %j, whatever the compiler met first', (given, expected) => {
    expect(applyConventions('any', { enum: given })).toEqual({ enum: expected });
  });
});

describe('parameters', () => {
  it('may be left out where they have a default', () => {
    const schema = { type: 'number', default: 50 };
    const parameter = { name: 'limit', in: 'query' as const, required: true, schema };
    expect(applyToParameter(parameter)).toMatchObject({ required: false, schema: { type: 'integer', default: 50 } });
  });

  it('are required otherwise as they say', () => {
    const parameter = { name: 'path', in: 'query' as const, required: true, schema: { type: 'string' } };
    expect(applyToParameter(parameter)).toMatchObject({ required: true });
  });
});
