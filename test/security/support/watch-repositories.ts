import { ModulesContainer } from '@nestjs/core';
import { TenantDatabase } from '../../../src/platform/database/tenant-database.js';
import type { PrivateApp } from '../../support/private-app.js';

/** Classes that write SQL: those that get access to tenant data and are no service. */
const WRITES_SQL = /(Repository|ReadModel|Reader|Writer|Store)$/;

/** Watches every method of every object of the service that writes SQL about tenant data. */
export function watchRepositories({ app }: PrivateApp): { missing(): string[] } {
  const missing = new Set<string>();
  for (const module of app.get(ModulesContainer).values())
    for (const { instance } of module.providers.values()) {
      if (!isRepository(instance)) continue;
      for (const [owner, name, method] of methodsOf(instance)) {
        const full = `${owner}.${name}`;
        missing.add(full);
        instance[name] = function (this: unknown, ...args: unknown[]): unknown {
          missing.delete(full);
          return method.apply(this, args);
        };
      }
    }
  return { missing: () => [...missing].sort() };
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Methods of an object by the names of the classes that define them, its own class first. */
function* methodsOf(instance: Record<string, unknown>): Generator<readonly [owner: string, name: string, Method]> {
  for (let owner = prototypeOf(instance); owner !== Object.prototype; owner = prototypeOf(owner))
    for (const name of Object.getOwnPropertyNames(owner)) {
      const method = instance[name];
      if (name !== 'constructor' && typeof method === 'function')
        yield [owner.constructor.name, name, method as Method];
    }
}

const prototypeOf = (object: object): Record<string, unknown> =>
  Object.getPrototypeOf(object) as Record<string, unknown>;

function isRepository(instance: unknown): instance is Record<string, unknown> {
  if (typeof instance !== 'object' || instance === null) return false;
  const holdsTenant = Object.values(instance).some((value) => value instanceof TenantDatabase);
  return holdsTenant && WRITES_SQL.test(instance.constructor.name);
}
