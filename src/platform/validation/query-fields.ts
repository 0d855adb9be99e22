import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, type TransformFnParams } from 'class-transformer';
import { ValidateBy } from 'class-validator';
import { parseId } from './id.pipe.js';
import { isStorableText } from './text.js';

/**
 * Fields of a query string. A parameter arrives as text, or as a list when it is repeated. Put `@IsOptional()` above where
 * it may be left out.
 *
 * @param read the field's value; undefined for a parameter that is refused
 */
function parameter(
  name: string,
  message: string,
  read: (value: unknown) => unknown,
  documented: ApiPropertyOptions,
): () => PropertyDecorator {
  const unread = Symbol(name);
  const isRead = (value: unknown) => value !== undefined && value !== unread;
  return () =>
    applyDecorators(
      Transform(({ value }: TransformFnParams): unknown => (value === undefined ? undefined : (read(value) ?? unread))),
      ValidateBy({ name, validator: { validate: isRead, defaultMessage: () => message } }),
      ApiProperty(documented),
    );
}

/** A field that takes exactly one well-formed text and refuses everything else. */
const queryField = (
  name: string,
  message: string,
  read: (text: string) => unknown,
  documented: ApiPropertyOptions = {},
): (() => PropertyDecorator) =>
  parameter(name, message, (value) => (typeof value === 'string' ? read(value) : undefined), documented);

/** Times that a parameter may be repeated, and values that a list of choices may have. */
const MAX_VALUES = 100;

/** A field that takes one text or several, the parameter repeated. */
const queryList = (
  name: string,
  message: string,
  read: (texts: readonly string[]) => readonly string[] | undefined,
  documented: ApiPropertyOptions,
): (() => PropertyDecorator) =>
  parameter(
    name,
    message,
    (value) => {
      const texts: unknown[] = Array.isArray(value) ? value : [value];
      return texts.length <= MAX_VALUES && texts.every((text) => typeof text === 'string') ? read(texts) : undefined;
    },
    documented,
  );

const BOOLEANS: Readonly<Record<string, boolean | undefined>> = { true: true, false: false };
const INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** An id, as a number. */
export const QueryId = queryField(
  'queryId',
  'must be given once, a whole number from 1 to 9007199254740991',
  (text) => parseId(text) ?? undefined,
  { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
);

/** `true` or `false`, as a boolean. */
export const QueryBoolean = queryField(
  'queryBoolean',
  'must be given once, true or false',
  (text) => (Object.hasOwn(BOOLEANS, text) ? BOOLEANS[text] : undefined),
  { type: 'boolean' },
);

const INSTANT_EXPECTED = 'must be given once, a date or a time with a time zone, such as 2026-04-19T12:00:00Z';
const LAST_OF_DAY = 'T23:59:59.999Z';

/** A time with its zone, or a date, which stands for its first instant in UTC, as a `Date`. */
export const QueryInstant = queryField('queryInstant', INSTANT_EXPECTED, readInstant, { type: 'string' });

/** The end of a span: as `QueryInstant`, but a date stands for its last instant. */
export const QueryLastInstant = queryField(
  'queryLastInstant',
  INSTANT_EXPECTED,
  (text) => (text.length === 10 ? readInstant(text + LAST_OF_DAY) : readInstant(text)),
  { type: 'string' },
);

function readInstant(text: string): Date | undefined {
  const instant = INSTANT.test(text) ? new Date(text) : undefined;
  return instant && !Number.isNaN(instant.getTime()) && isRealDay(text.slice(0, 10)) ? instant : undefined;
}

/** JavaScript reads the 30th of February as a day of March. */
const isRealDay = (day: string): boolean => new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);

/** A whole number from `min` to `max`, both included. */
export const QueryInteger = (min: number, max: number): PropertyDecorator =>
  queryField(
    'queryInteger',
    `must be given once, a whole number from ${min} to ${max}`,
    (text) => {
      const read = /^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : NaN;
      return read >= min && read <= max ? read : undefined;
    },
    { type: 'integer', minimum: min, maximum: max },
  )();

/** A number from `min` to `max`, both included, in plain digits. */
export const QueryNumber = (min: number, max: number): PropertyDecorator =>
  queryField(
    'queryNumber',
    `must be given once, a number from ${min} to ${max}`,
    (text) => {
      const read = /^\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : NaN;
      return read >= min && read <= max ? read : undefined;
    },
    { type: 'number', minimum: min, maximum: max },
  )();

/** Text of `min` to `max` characters that the database can hold. */
export const QueryText = (max: number, min = 1): PropertyDecorator =>
  queryField(
    'queryText',
    `must be given once, ${min} to ${max} characters of text`,
    (text) => (isQueryText(text, max, min) ? text : undefined),
    { type: 'string', minLength: min, maxLength: max },
  )();

const isQueryText = (text: string, max: number, min = 1): boolean =>
  text.length >= min && text.length <= max && isStorableText(text);

/** A commit's hash or how it begins: 4 to 64 hex digits, in lower case. */
export const QueryCommit = queryField(
  'queryCommit',
  'must be given once, a commit hash of 4 to 64 hex digits',
  (text) => (/^[0-9a-f]{4,64}$/i.test(text) ? text.toLowerCase() : undefined),
  { type: 'string', pattern: '^[0-9a-fA-F]{4,64}$' },
);

/** Commits as `QueryCommit` takes one, of 7 digits at least, separated by commas. */
export const QueryCommits = (most: number, mostCharacters: number): PropertyDecorator =>
  queryField(
    'queryCommits',
    `must be given once, at most ${most} commit hashes of 7 to 64 hex digits, separated by commas, in ${mostCharacters} characters`,
    (text) => {
      const commits = text.toLowerCase().split(',');
      return text.length <= mostCharacters &&
        commits.length <= most &&
        commits.every((commit) => /^[0-9a-f]{7,64}$/.test(commit))
        ? commits
        : undefined;
    },
    { type: 'string', maxLength: mostCharacters, pattern: `^[0-9a-fA-F]{7,64}(,[0-9a-fA-F]{7,64}){0,${most - 1}}$` },
  )();

/** One of `choices`. */
export const QueryChoice = (choices: readonly string[]): PropertyDecorator =>
  queryField(
    'queryChoice',
    `must be given once, one of ${choices.join(', ')}`,
    (text) => choices.find((choice) => choice === text),
    { type: 'string', enum: [...choices] },
  )();

/** Some of `choices`: repeated, separated by commas, or both. */
export const QueryChoices = (choices: readonly string[]): PropertyDecorator =>
  queryList(
    'queryChoices',
    `must only contain ${choices.join(', ')}, repeated or separated by commas`,
    (texts) => {
      const values = texts.flatMap((text) => text.split(','));
      return values.every((value) => choices.includes(value)) ? [...new Set(values)] : undefined;
    },
    { type: 'array', items: { type: 'string', enum: [...choices] } },
  )();

/** Names of 1 to `max` characters that the database can hold: repeated, separated by commas, or both. */
export const QueryNames = (max: number): PropertyDecorator =>
  queryList(
    'queryNames',
    `must be names of 1 to ${max} characters, repeated or separated by commas`,
    (texts) => {
      const names = texts.flatMap((text) => text.split(','));
      return names.every((name) => isQueryText(name, max)) ? [...new Set(names)] : undefined;
    },
    { type: 'array', items: { type: 'string', minLength: 1, maxLength: max } },
  )();

/** Texts of 1 to `max` characters that the database can hold, one in each repetition of the parameter. */
export const QueryTexts = (max: number): PropertyDecorator =>
  queryList(
    'queryTexts',
    `must be 1 to ${max} characters of text, at most ${MAX_VALUES} times`,
    (texts) => (texts.every((text) => isQueryText(text, max)) ? texts : undefined),
    { type: 'array', items: { type: 'string', minLength: 1, maxLength: max } },
  )();
