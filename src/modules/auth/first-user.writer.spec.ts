import 'reflect-metadata';
import type { AppConfig } from '../../platform/config/app-config.js';
import { FirstUserWriter } from './first-user.writer.js';
import type { IdentityRepository } from './identity.repository.js';
import type { PasswordHasher } from './passwords/password-hasher.js';

describe('FirstUserWriter', () => {
  const made: unknown[] = [];
  const writerFor = (password: string | null, hasUsers = false) => {
    const identities = {
      hasUsers: () => Promise.resolve(hasUsers),
      bootstrap: (...given: unknown[]) => Promise.resolve(made.push(given) && { orgId: 1, userId: 1 }),
    };
    const hasher = { hash: (text: string) => Promise.resolve(`hash of ${text}`) };
    const firstAdmin = { email: 'admin@example.test', password, orgSlug: 'default' };
    return new FirstUserWriter(
      identities as unknown as IdentityRepository,
      hasher as unknown as PasswordHasher,
      { firstAdmin } as unknown as AppConfig,
    );
  };

  it('makes nobody with a weak password', async () => {
    await expect(writerFor('1234567890').makeUnlessThereIsOne()).rejects.toThrow(
      'ADMIN_PASSWORD must not be one of the 10000 most common passwords.',
    );
    expect(made).toEqual([]);
  });

  it('does not judge it once there is a user', async () => {
    expect(await writerFor('1234567890', true).makeUnlessThereIsOne()).toBeNull();
  });

  it('returns a password only where it made one', async () => {
    expect(await writerFor('a good password').makeUnlessThereIsOne()).toMatchObject({ password: null });
    expect((await writerFor(null).makeUnlessThereIsOne())?.password).toMatch(/^[\w-]{24}$/);
  });
});
