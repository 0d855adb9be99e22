import { ERROR_CODES, type ErrorCode, statusOf } from '../platform/errors/error-codes.js';
import type {
  Example,
  Operation,
  Parameter,
  Reference,
  ResponseObject,
  Schema,
} from '../platform/openapi/document-types.js';
import type { Problem } from '../platform/request/problem.filter.js';
import { RESTRICTIONS } from '../platform/tenancy/caller.js';
import { ERROR_GUIDE } from './error-guide.js';
import { problemHeaders } from './headers.js';
import type { RouteTraits } from './routes.js';

const ALL_CODES = Object.keys(ERROR_CODES) as ErrorCode[];

/** RFC 9457, as every error answers. */
export const PROBLEM_SCHEMA: Schema = {
  type: 'object',
  description: 'An error (RFC 9457). `code` is stable; `title` and `detail` are for people.',
  properties: {
    type: { type: 'string', description: 'Page that explains the code.' },
    title: { type: 'string', description: 'Short description of the error, the same for all errors with this code.' },
    status: { type: 'integer', description: 'The HTTP status.' },
    detail: { type: 'string', description: 'Description of this occurrence, and a way to fix it.' },
    instance: { type: 'string', description: 'The requested path, without its query.' },
    code: { type: 'string', enum: [...ALL_CODES] },
    request_id: { type: 'string', description: 'Id of the request, as in `X-Request-Id` and in the log.' },
    errors: {
      type: 'array',
      description:
        'With `validation_failed`: every invalid field; with `secret_required`: every field that must also be sent; with `unknown_parameter` and `unknown_field`: every unknown name.',
      items: {
        type: 'object',
        properties: {
          field: { type: 'string', description: 'The path of the field, e.g. `policy.rating_min`.' },
          message: { type: 'string', description: 'Requirement that the field does not meet.' },
        },
        required: ['field', 'message'],
      },
    },
    total: { type: 'integer', description: 'With `too_many_findings`: the number of findings of the scan.' },
    count: { type: 'integer', description: 'With `count_changed`: the number of findings that the filter matches.' },
    expired_at: {
      type: 'string',
      format: 'date-time',
      description: 'With `details_expired`: when the details of the scan were deleted.',
    },
    methods: {
      type: 'array',
      description: 'With `second_factor_required` at sign-in: fields of `second_factor`, one of which is required.',
      items: { type: 'string', example: 'totp' },
    },
  },
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'request_id'],
};

/** One example of each code, for the document's components. */
export function problemExamples(): Record<ErrorCode, Example> {
  return Object.fromEntries(ALL_CODES.map((code) => [code, exampleOf(code)])) as Record<ErrorCode, Example>;
}

function exampleOf(code: ErrorCode, status: number = ERROR_CODES[code].status): Example {
  const { title } = ERROR_CODES[code];
  const { when, remedy } = ERROR_GUIDE[code];
  const value: Problem = {
    type: `/api/docs/errors#${code}`,
    title,
    status,
    detail: `${when} ${remedy}`,
    instance: '/api/quality/gates/config',
    code,
    request_id: '0b8f3f6e-5f0d-4c1c-9a53-6f1f0c7a2b11',
    ...(code === 'unknown_parameter' && { errors: [{ field: 'severty', message: 'is not one of limit, severity' }] }),
    ...(code === 'unknown_field' && { errors: [{ field: 'test', message: 'is not one of rule, reason' }] }),
    ...(code === 'validation_failed' && {
      errors: [{ field: 'policy.rating_min', message: 'must be a letter from A to E, or null' }],
    }),
    ...(code === 'details_expired' && { expired_at: '2026-04-22T03:00:00.000Z' }),
  };
  return { summary: title, value };
}

/** A route of the document as it is being described. */
export interface DescribedRoute {
  readonly method: string;
  readonly operation: Operation;
  readonly traits: RouteTraits;
}

/**
 * The error answers of a route, by status: those that follow from how it is declared, and those that it names. One that
 * means one thing only is a component, named after its code.
 */
export function problemResponses(route: DescribedRoute): Record<string, ResponseObject | Reference> {
  const codes = new Set([...callerCodes(route), ...inputCodes(route), ...loadCodes(route), ...route.traits.problems]);
  const responses: Record<string, ResponseObject | Reference> = {};
  const kind = { isAction: route.method !== 'get', isPublic: route.traits.isPublic };
  const statusHere = (code: ErrorCode) => statusOf(code, kind);
  for (const status of new Set(ALL_CODES.map(statusHere))) {
    const ofStatus = ALL_CODES.filter((code) => codes.has(code) && statusHere(code) === status);
    const [first] = ofStatus;
    if (first === undefined) continue;
    const isComponent = ofStatus.length === 1 && ERROR_CODES[first].status === status;
    responses[status] = isComponent ? { $ref: `#/components/responses/${first}` } : toResponse(ofStatus, status);
  }
  return responses;
}

function callerCodes({ method, traits: { isPublic, access } }: DescribedRoute): ErrorCode[] {
  if (isPublic) return [];
  return [
    'unauthenticated',
    // of X-Org-Id: malformed, another organization's, nobody's
    'invalid_id',
    'foreign_organization',
    'not_found',
    ...when(access !== undefined && access.role !== 'VIEWER', 'role_required'),
    ...when(access !== undefined && access.scopes.length > 0, 'scope_required'),
    ...when(access?.isFeeding === true, 'not_of_this_pipeline'),
    ...when(access?.isOrgWide === true || access?.isForPeople === true, 'forbidden'),
    ...RESTRICTIONS.filter((restriction) => !access?.despite?.includes(restriction)),
    ...when(method !== 'get', 'foreign_origin'),
  ];
}

function inputCodes({ method, operation, traits }: DescribedRoute): ErrorCode[] {
  const has = (place: Parameter['in']) =>
    operation.parameters?.some((parameter) => 'in' in parameter && parameter.in === place) ?? false;
  return [
    ...when(has('path'), 'invalid_id', 'not_found', 'bad_request'),
    ...when(has('query'), 'validation_failed'),
    ...when(method === 'get' && !traits.ignoresUnknownParameters, 'unknown_parameter'),
    ...when(operation.requestBody !== undefined, 'body_too_large', 'bad_request'),
    ...when(
      operation.requestBody !== undefined && traits.bodyRule !== 'own',
      'validation_failed',
      'malformed_json',
      'unsupported_content_type',
    ),
  ];
}

/** Probes are answered from memory, without limit. */
const loadCodes = ({ traits }: DescribedRoute): ErrorCode[] =>
  when(traits.isLimited, 'rate_limited', 'version_too_old', 'unavailable');

const when = (holds: boolean, ...codes: ErrorCode[]): ErrorCode[] => (holds ? codes : []);

/** The answers that mean one thing only, for the document's components. */
export const singleProblemResponses = (): Record<string, ResponseObject> =>
  Object.fromEntries(ALL_CODES.map((code) => [code, toResponse([code], ERROR_CODES[code].status)]));

function toResponse(codes: readonly ErrorCode[], status: number): ResponseObject {
  const schema: Schema = {
    allOf: [
      { $ref: '#/components/schemas/Problem' },
      { type: 'object', properties: { code: { type: 'string', enum: [...codes] } } },
    ],
  };
  const examples = Object.fromEntries(
    codes.map((code) => [
      code,
      ERROR_CODES[code].status === status ? { $ref: `#/components/examples/${code}` } : exampleOf(code, status),
    ]),
  );
  const [first, ...others] = codes.map((code) => `\`${code}\`: ${ERROR_GUIDE[code].when}`);
  return {
    description: others.length === 0 ? first! : [first, ...others].map((line) => `- ${line!}`).join('\n'),
    headers: problemHeaders(status),
    content: { 'application/problem+json': { schema, examples } },
  };
}
