import 'reflect-metadata';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsObject, IsOptional, IsString, ValidateNested } from 'class-validator';
import { ValidationFailed } from '../errors/app-error.js';
import { InPieces } from './in-pieces.js';
import { createRequestValidationPipe } from './request-validation.pipe.js';

class Entry {
  @IsString()
  name!: string;
}

class Inner {
  @IsOptional()
  @IsObject({ each: true })
  @ArrayMaxSize(2_000)
  @IsArray()
  @InPieces(() => Entry)
  entries?: Entry[];
}

class Outer {
  @IsString()
  title!: string;

  @ValidateNested()
  @Type(() => Inner)
  inner!: Inner;
}

const pipe = createRequestValidationPipe();
const transform = (body: unknown): Promise<unknown> => pipe.transform(body, { type: 'body', metatype: Outer });
const many = (count: number, entry: unknown): unknown[] => Array.from({ length: count }, () => entry);

async function fieldsOf(body: unknown): Promise<string[]> {
  const error: unknown = await transform(body).catch((thrown: unknown) => thrown);
  return error instanceof ValidationFailed ? error.extra.errors!.map(({ field }) => field) : [];
}

describe('a list of DTOs that is validated in pieces', () => {
  it('becomes DTOs without what they do not know', async () => {
    const body = await transform({ title: 'a', inner: { entries: [{ name: 'b', other: 1 }] } });
    expect(body).toEqual({ title: 'a', inner: { entries: [{ name: 'b' }] } });
    expect((body as Outer).inner.entries![0]).toBeInstanceOf(Entry);
  });

  it('names its bad entries beside other fields', async () => {
    expect(await fieldsOf({ inner: { entries: [{ name: 'b' }, { name: 1 }, 3] } })).toEqual([
      ...['title', 'inner.entries', 'inner.entries.1.name', 'inner.entries.2'],
    ]);
    expect(await fieldsOf({ title: 'a', inner: { entries: [[]] } })).toEqual(['inner.entries']);
  });

  it.each([
    [99, 99],
    [100, 100],
    [101, 100],
  ])('of %i bad entries names %i', async (bad, named) => {
    expect(await fieldsOf({ title: 'a', inner: { entries: many(bad, {}) } })).toHaveLength(named);
  });

  it('takes a turn of the event loop for every 20 entries', async () => {
    let turns = 0;
    let isDone = false;
    const count = () => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    await transform({ title: 'a', inner: { entries: many(2_000, { name: 'a' }) } });
    isDone = true;
    expect(turns).toBeGreaterThanOrEqual(100);
  });
});
