import { isAccepted } from '../../scripts/openapi/accepted-breaks.mjs';
import { findBreakingChanges } from '../../scripts/openapi/find-breaking-changes.mjs';

interface Changes {
  readonly id?: string;
  readonly parameters?: object[];
  readonly request?: object;
  readonly isBodyRequired?: boolean;
  readonly response?: object;
  readonly status?: string;
  readonly schemas?: object;
}

const PERSON = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer' } },
  required: ['name'],
};

/** A document of one route, PUT /people/{id}, which takes and answers a person. */
const document = (changes: Changes = {}) => ({
  paths: {
    '/people/{id}': {
      put: {
        operationId: changes.id ?? 'savePerson',
        parameters: changes.parameters ?? [
          { name: 'id', in: 'path', required: true, schema: { type: 'integer' } },
          { name: 'dry', in: 'query', required: false, schema: { type: 'boolean' } },
        ],
        requestBody: {
          required: changes.isBodyRequired ?? false,
          content: { 'application/json': { schema: changes.request ?? { $ref: '#/components/schemas/Person' } } },
        },
        responses: {
          [changes.status ?? '200']: {
            content: { 'application/json': { schema: changes.response ?? { $ref: '#/components/schemas/Person' } } },
          },
        },
      },
    },
  },
  components: { schemas: { Person: PERSON, ...changes.schemas } },
});

const withAge = (age: object) => ({ ...PERSON, properties: { ...PERSON.properties, age } });
const ID = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } };
const at = 'PUT /people/{id}';

describe('breaking changes of the API', () => {
  it('finds none in an unchanged document', () => {
    expect(findBreakingChanges(document(), document())).toEqual([]);
  });

  it.each([
    ['a new route', { ...document(), paths: { ...document().paths, '/pets': { get: { responses: {} } } } }],
    [
      'a field more in both directions',
      document({ schemas: { Person: { ...PERSON, properties: { ...PERSON.properties, nick: { type: 'string' } } } } }),
    ],
    ['an answer that is surer', document({ response: { ...PERSON, required: ['name', 'age'] } })],
    ['an answer that promises more', document({ response: withAge({ type: 'integer', minimum: 0 }) })],
    ['a request that takes more', document({ request: withAge({ type: ['number', 'null'] }) })],
    ['a request that asks less', document({ request: { ...PERSON, required: [] } })],
  ])('takes %s for none', (_, after) => {
    expect(findBreakingChanges(document(), after)).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['a route that is gone', { ...document(), paths: {} }, `${at} is gone`],
    ['another operation id', document({ id: 'putPerson' }), `${at}: operation id savePerson became putPerson`],
    ['a parameter that is gone', document({ parameters: [ID] }), `${at}: parameter dry (query) is gone`],
    [
      'a parameter that is required now',
      document({ parameters: [ID, { name: 'dry', in: 'query', required: true, schema: { type: 'boolean' } }] }),
      `${at}: parameter dry (query) is required now`,
    ],
    ['a body that is required now', document({ isBodyRequired: true }), `${at}: the body is required now`],
    ['another status', document({ status: '201' }), `${at}: answer 200 is gone`],
    [
      'an answer without a field',
      document({ response: { ...PERSON, properties: { name: { type: 'string' } } } }),
      `${at}: answer 200.age is gone`,
    ],
    [
      'an answer less sure',
      document({ response: { ...PERSON, required: [] } }),
      `${at}: answer 200.name may be missing now`,
    ],
    [
      'an answer of another type',
      document({ response: withAge({ type: ['integer', 'null'] }) }),
      `${at}: answer 200.age: type integer became integer|null`,
    ],
    [
      'a request that asks more',
      document({ request: { ...PERSON, required: ['name', 'age'] } }),
      `${at}: body.age is required now`,
    ],
    [
      'a request that takes another type',
      document({ request: withAge({ type: 'string' }) }),
      `${at}: body.age: type integer became string`,
    ],
  ])('finds %s', (_, after, said) => {
    expect(findBreakingChanges(document(), after)).toContain(said);
  });

  it('finds a value that is not taken any more', () => {
    const before = document({ request: withAge({ type: 'string', enum: ['old', 'young'] }) });
    const after = document({ request: withAge({ type: 'string', enum: ['old'] }) });
    expect(findBreakingChanges(before, after)).toEqual([`${at}: body.age: "young" is not taken any more`]);
  });

  it('looks into lists, alternatives and what is referred to', () => {
    const listOf = (item: object) => document({ response: { type: 'array', items: item } });
    const before = listOf({ anyOf: [{ $ref: '#/components/schemas/Person' }, { type: 'null' }] });
    const after = {
      ...before,
      components: { schemas: { Person: { ...PERSON, properties: { name: { type: 'string' } } } } },
    };
    expect(findBreakingChanges(before, after)).toContain(`${at}: answer 200[].age is gone`);
  });
});

describe('accepted breaks of the API', () => {
  it('lets warnings become objects and nothing beside them', () => {
    const evaluate = 'POST /quality/gates/evaluate/{scan_id}: answer 200';
    const history = 'GET /quality/gates/history/{scan_id}: answer 200.evaluations[]';
    for (const where of [evaluate, history])
      expect(isAccepted(`${where}.warnings[]: type string became object`)).toBe(true);
    for (const other of [
      `${evaluate}.warnings is gone`,
      `${evaluate}.summary: type string became object`,
      `${evaluate}.warnings[]: type string became integer`,
    ])
      expect(isAccepted(other)).toBe(false);
  });
});
