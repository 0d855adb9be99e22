import 'reflect-metadata';
import { IsOptional } from 'class-validator';
import { ValidationFailed } from '../errors/app-error.js';
import { decodeCursor, decodeIdCursor, encodeCursor, encodeIdCursor, toPage } from './cursor.js';
import { PageQueryDto } from './page-query.dto.js';
import {
  QueryBoolean,
  QueryChoice,
  QueryChoices,
  QueryId,
  QueryInstant,
  QueryLastInstant,
  QueryText,
  QueryTexts,
} from './query-fields.js';
import { createRequestValidationPipe } from './request-validation.pipe.js';

class Filter extends PageQueryDto {
  @IsOptional()
  @QueryId()
  repo_id?: number;

  @IsOptional()
  @QueryBoolean()
  include_expired?: boolean;

  @IsOptional()
  @QueryInstant()
  from?: Date;

  @IsOptional()
  @QueryLastInstant()
  to?: Date;

  @IsOptional()
  @QueryText(5)
  branch?: string;

  @IsOptional()
  @QueryChoice(['json', 'csv'])
  format?: string;

  @IsOptional()
  @QueryChoices(['low', 'high'])
  severity?: string[];

  @IsOptional()
  @QueryTexts(5)
  tool?: string[];
}

class Required {
  @QueryText(5)
  path!: string;
}

const pipe = createRequestValidationPipe();
const read = (query: object): Promise<Filter> =>
  pipe.transform(query, { type: 'query', metatype: Filter }) as Promise<Filter>;

async function badFields(query: object): Promise<string[]> {
  const thrown: unknown = await read(query).catch((error: unknown) => error);
  if (!(thrown instanceof ValidationFailed)) throw new Error(`not refused: ${JSON.stringify(query)}`);
  return (thrown.extra.errors ?? []).map((error) => error.field);
}

describe('query fields', () => {
  it('reads well-formed parameters as typed values', async () => {
    const query = { repo_id: '8', include_expired: 'false', from: '2026-04-19', branch: 'main', format: 'csv' };
    expect(await read(query)).toMatchObject({
      repo_id: 8,
      include_expired: false,
      from: new Date('2026-04-19T00:00:00Z'),
      branch: 'main',
      format: 'csv',
      limit: 50,
    });
  });

  it('reads a date as its first or its last instant', async () => {
    const { from, to } = await read({ from: '2026-04-19', to: '2026-04-19' });
    expect([from, to]).toEqual([new Date('2026-04-19T00:00:00.000Z'), new Date('2026-04-19T23:59:59.999Z')]);
    expect((await read({ to: '2026-04-19T12:00:00+02:00' })).to).toEqual(new Date('2026-04-19T10:00:00Z'));
  });

  it.each([
    ['low', ['low']],
    ['low,high', ['low', 'high']],
    [
      ['high', 'low,high'],
      ['high', 'low'],
    ],
  ])('reads the choices %j', async (severity, values) => {
    expect((await read({ severity })).severity).toEqual(values);
  });

  it('reads repeated texts as they are, commas and all', async () => {
    expect((await read({ tool: 'a,b' })).tool).toEqual(['a,b']);
    expect((await read({ tool: ['a', 'b'] })).tool).toEqual(['a', 'b']);
  });

  it.each([
    ['severity', ''],
    ['severity', 'low,'],
    ['severity', ['low', 'worst']],
    ['severity', { a: 'low' }],
    ['severity', Array.from({ length: 101 }, () => 'low')],
    ['tool', ''],
    ['tool', ['a', '123456']],
    ['tool', ['a', '\0']],
    ['tool', [['a']]],
  ])('refuses a %s of %j', async (field, value) => {
    expect(await badFields({ [field]: value })).toEqual([field]);
  });

  it.each(['1', '200'])('takes the limit %s', async (limit) => {
    expect((await read({ limit })).limit).toBe(Number(limit));
  });

  it.each(['0', '201', '-1', '1.5', '1e2', '', ' 5', '07', 'ten'])('refuses the limit %j', async (limit) => {
    expect(await badFields({ limit })).toEqual(['limit']);
  });

  it.each([
    { repo_id: ['8', '8'] },
    { repo_id: '08' },
    { repo_id: '' },
    { repo_id: '9007199254740992' },
    { include_expired: ['true', 'true'] },
    { include_expired: '1' },
    { include_expired: 'TRUE' },
    { include_expired: 'toString' },
    { from: 'yesterday' },
    { from: '2026-02-30' },
    { to: '2026-13-01' },
    { from: '2026-04-19T12:00:00' },
    { branch: '' },
    { branch: 'sixsix' },
    { branch: 'a\0' },
    { branch: ['a', 'b'] },
    { format: 'xml' },
  ])('refuses %j', async (query) => {
    expect(await badFields(query)).toEqual(Object.keys(query));
  });

  it('asks for what may not be left out', async () => {
    const thrown: unknown = await pipe
      .transform({}, { type: 'query', metatype: Required })
      .catch((error: unknown) => error);
    expect((thrown as ValidationFailed).extra.errors?.map(({ field }) => field)).toEqual(['path']);
  });

  it('names every bad parameter at once', async () => {
    expect(await badFields({ repo_id: 'x', limit: '0', include_expired: 'no' })).toEqual(
      expect.arrayContaining(['repo_id', 'limit', 'include_expired']),
    );
  });
});

describe('cursors', () => {
  it('carry ids and keys there and back', () => {
    expect(decodeIdCursor(encodeIdCursor(42))).toBe(42);
    expect(decodeIdCursor(undefined)).toBeNull();
    const isKey = (key: unknown): key is [string, number] => Array.isArray(key) && key.length === 2;
    expect(decodeCursor(encodeCursor(['src/ä.ts', 7]), isKey)).toEqual(['src/ä.ts', 7]);
  });

  it.each(['x', '42', '!!', encodeCursor(['42']), encodeCursor([0]), encodeCursor([1, 2]), encodeIdCursor(1) + '='])(
    'refuses %s',
    (cursor) => {
      expect(() => decodeIdCursor(cursor)).toThrow(ValidationFailed);
    },
  );

  it('end with the last page', () => {
    const keyOf = (row: number) => [row];
    expect(toPage([1, 2, 3], 2, keyOf)).toEqual({ items: [1, 2], nextCursor: encodeIdCursor(2) });
    expect(toPage([1, 2], 2, keyOf)).toEqual({ items: [1, 2], nextCursor: null });
    expect(toPage([], 2, keyOf)).toEqual({ items: [], nextCursor: null });
  });
});
