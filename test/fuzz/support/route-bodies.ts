import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { PipeTransform, Type } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { getMetadataStorage } from 'class-validator';
import { parseBody } from '../../../src/platform/http/read-json-body.js';
import { BODY_LIMIT, DEFAULT_BODY_LIMIT } from '../../../src/platform/validation/body.js';
import { createRequestValidationPipe } from '../../../src/platform/validation/request-validation.pipe.js';
import type { Draw } from './hostile-texts.js';

/** A handler with a JSON body, and how that is read. */
interface RouteBody {
  readonly limit: number;
  /** Names that its body may have. */
  readonly fields: readonly string[];
  readonly read: (body: object) => unknown;
}

const MODULES = path.join(__dirname, '../../../src/modules');

const controllersBelow = (folder: string): Type[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(({ name }) => name.endsWith('.controller.ts'))
    .flatMap(({ parentPath, name }) => Object.values(require(path.join(parentPath, name)) as Record<string, unknown>)) // eslint-disable-line @typescript-eslint/no-require-imports
    .filter((exported): exported is Type => typeof exported === 'function');

const pipe = createRequestValidationPipe();

/** Bodies of all handlers of the service. */
const BODIES: readonly RouteBody[] = controllersBelow(MODULES).flatMap((controller) => {
  const prototype = controller.prototype as Record<string, () => unknown>;
  return Object.getOwnPropertyNames(prototype).flatMap((name): RouteBody[] => {
    const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Record<
      string,
      { index: number; pipes: (Type<PipeTransform> | PipeTransform)[] }
    >;
    const body = Object.entries(parameters).find(([key]) => key.startsWith(`${RouteParamtypes.BODY}:`))?.[1];
    if (body === undefined) return [];
    const metatype = (Reflect.getMetadata('design:paramtypes', prototype, name) as Type[])[body.index]!;
    const limit = (Reflect.getMetadata(BODY_LIMIT, prototype[name]!) as number | undefined) ?? DEFAULT_BODY_LIMIT;
    const [own] = body.pipes.map((each) => (typeof each === 'function' ? new each() : each));
    const read = (value: object): unknown =>
      own === undefined
        ? pipe.transform(value, { type: 'body', metatype })
        : own.transform(value, { type: 'body', metatype });
    return [{ limit, fields: fieldsOf(metatype), read }];
  });
});

function fieldsOf(type: Type): readonly string[] {
  const found = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  const names = [...new Set(found.map(({ propertyName }) => propertyName))];
  return names.length > 0 ? names : ['policy', 'rule', 'repo_id', 'reason', 'scan_id', 'any'];
}

/** Most values of a body that is not refused for their number. */
const MANY = 19_000;
const ITEMS = ['""', '1', 'null', '{}', '[]', '"a"', '{"a":1}', '[{}]', '1e999', '-0.0000000001'];

/** Values of which one alone has cost a validator its time. */
const VALUES: readonly ((bytes: number, random: () => number) => string)[] = [
  (bytes) => `"${'a'.repeat(bytes)}"`,
  (bytes) => `"${' '.repeat(bytes)}x"`,
  (bytes) => `"${'a@'.repeat(bytes / 2)}"`,
  (bytes) => `"${'https://a.'.repeat(bytes / 10)}"`,
  (bytes) => `"${'\\ud83d\\ude00'.repeat(bytes / 12)}"`,
  (bytes) => '9'.repeat(bytes),
  (bytes) => `1e${'9'.repeat(bytes)}`,
  (bytes) => `${'['.repeat(bytes / 2)}${']'.repeat(bytes / 2)}`,
  () => `${'{"a":['.repeat(15)}${']}'.repeat(15)}`,
  (bytes) => `{${Array.from({ length: Math.min(MANY, bytes / 10) }, (_, at) => `"k${at}":1`).join(',')}}`,
  (bytes) => `{${Array.from({ length: Math.min(MANY, bytes / 10) }, () => '"k":1').join(',')}}`,
  (bytes, random) => {
    const item = ITEMS[Math.floor(random() * ITEMS.length)]!;
    return `[${Array.from({ length: Math.min(MANY / item.length, bytes / (item.length + 1)) }, () => item).join(',')}]`;
  },
];

/** The number of a handler, and a body for it with one value that is hostile. */
export function writeRouteBody({ bytes, random }: Draw): string {
  const at = Math.floor(random() * BODIES.length);
  const { fields, limit } = BODIES[at]!;
  const hostile = VALUES[Math.floor(random() * VALUES.length)]!(Math.min(bytes, limit - 1_000), random);
  const chosen = Math.floor(random() * fields.length);
  return `${at}\n{${fields.map((name, place) => `"${name}":${place === chosen ? hostile : '"a"'}`).join(',')}}`;
}

/** Reads what `writeRouteBody` wrote. */
export function readRouteBody(text: Buffer): unknown {
  const end = text.indexOf('\n');
  return BODIES[Number(text.toString('latin1', 0, end))]!.read(parseBody(text.subarray(end + 1)));
}
