import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import type { AuthenticatedRequest } from './authenticated-request.js';
import type { CallerIdentity } from './caller.js';

type Fields = Readonly<Record<string, unknown>>;

/** Hides the people in answers to tokens of pipelines, of whichever route: strangers' code may read such a token. */
@Injectable()
export class HidePeopleInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { caller } = context.switchToHttp().getRequest<Partial<AuthenticatedRequest>>();
    return next.handle().pipe(map((answer: unknown) => hidePeople(caller, answer)));
  }
}

/** An answer as the caller may see it: a token of a pipeline learns ids of people, and neither names nor addresses. */
export const hidePeople = <Answer>(caller: CallerIdentity | undefined, answer: Answer): Answer =>
  caller?.credential.type === 'publisher_token' ? (withoutPeople(answer) as Answer) : answer;

function withoutPeople(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPeople);
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, hideField(field, inner, value)]));
}

function hideField(field: string, inner: unknown, fields: Fields): unknown {
  if (field.endsWith('_by_name')) return isOfMachine(fields[field.slice(0, -'_name'.length)]) ? inner : null;
  if (field === 'name' && fields.type === 'user' && typeof fields.id === 'number') return '';
  if (field === 'by' && isFields(inner) && 'name' in inner) return { ...inner, name: '' };
  return withoutPeople(inner);
}

/** True for the name of a key or a pipeline beside its kind and id (`describeActor`). */
const isOfMachine = (actor: unknown): boolean =>
  typeof actor === 'string' && /^(api_key|trusted_publisher):/.test(actor);

/** True for what JSON shows by its fields; files and streams are left as they are. */
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
