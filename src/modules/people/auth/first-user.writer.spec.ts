import 'reflect-metadata';
import type { Logger } from 'pino';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { FirstUserWriter } from './first-user.writer.js';
import type { IdentityRepository } from './identity.repository.js';
import type { PasswordHasher } from './passwords/password-hasher.js';

describe('FirstUserWriter', () => {
  const warnings: string[] = [];
  const writerFor = (password: string | null, hasUsers = false) => {
    const identities = {
      hasUsers: () => Promise.resolve(hasUsers),
      bootstrap: () => Promise.resolve({ orgId: 1, userId: 1 }),
    };
    const hasher = { hash: (text: string) => Promise.resolve(`hash of ${text}`) };
    const firstAdmin = { email: 'admin@example.test', password, orgSlug: 'default' };
    return new FirstUserWriter(
      identities as unknown as IdentityRepository,
      hasher as unknown as PasswordHasher,
      { firstAdmin } as unknown as AppConfig,
      { warn: (text: string) => warnings.push(text) } as unknown as Logger,
    );
  };

  beforeEach(() => warnings.splice(0));

  it('takes a weak password with a warning', async () => {
    expect(await writerFor('1234567890').makeUnlessThereIsOne()).toMatchObject({ password: null });
    expect(warnings).toEqual([
      'ADMIN_PASSWORD is too easy to guess; use several unrelated words, or more characters: set another one after the first sign-in.',
    ]);
  });

  it('does not judge it once there is a user', async () => {
    expect(await writerFor('1234567890', true).makeUnlessThereIsOne()).toBeNull();
    expect(warnings).toEqual([]);
  });

  it('returns a password only where it made one', async () => {
    expect(await writerFor('a good password').makeUnlessThereIsOne()).toMatchObject({ password: null });
    expect((await writerFor(null).makeUnlessThereIsOne())?.password).toMatch(/^[\w-]{24}$/);
  });
});
