import type { INestApplication, Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

/**
 * Calls a method of the provider with this name, or reads a property: to import its class would load the service into
 * Jest. A member of a property is `property.member`.
 */
export async function callProvider(
  app: INestApplication,
  { provider, member: name, values }: { provider: string; member: string; values: readonly unknown[] },
): Promise<unknown> {
  const path = name.split('.');
  let holder: Record<string, unknown> = {};
  let member: unknown = find(app, provider);
  for (const each of path) {
    holder = member as Record<string, unknown>;
    if (!(each in holder)) throw new Error(`${provider} has no ${name}.`);
    member = holder[each];
  }
  return typeof member === 'function'
    ? await (member as (...of: readonly unknown[]) => unknown).call(holder, ...values)
    : member;
}

function find(app: INestApplication, name: string): Record<string, unknown> {
  for (const { providers } of app.get(ModulesContainer).values())
    for (const token of providers.keys())
      if (typeof token === 'function' && token.name === name)
        return app.get(token as Type<Record<string, unknown>>, { strict: false });
  throw new Error(`The service has no provider ${name}.`);
}
