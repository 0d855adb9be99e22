import { AppError } from '../../../../platform/errors/app-error.js';
import { PasswordHasher } from './password-hasher.js';
import { Semaphore } from './semaphore.js';

describe('PasswordHasher', () => {
  const hasher = new PasswordHasher();

  it('knows its own hashes again, which are argon2id', async () => {
    const made = await hasher.hash('open sesame');
    expect(made).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await hasher.matches(made, 'open sesame')).toBe(true);
    expect(await hasher.matches(made, 'open sesame ')).toBe(false);
  });

  it('lets nobody in without a hash', async () => {
    expect(await hasher.matches(null, 'open sesame')).toBe(false);
  });
});

describe('Semaphore', () => {
  const gate = () => {
    let open!: () => void;
    const opened = new Promise<void>((resolve) => (open = resolve));
    return { open, opened };
  };

  it('runs no more at once than it has places, refuses beyond its queue, and goes on after a failure', async () => {
    const semaphore = new Semaphore(1, 1);
    const { open, opened } = gate();
    const order: string[] = [];
    const first = semaphore.run(async () => {
      await opened;
      order.push('first');
      throw new Error('failed');
    });
    const second = semaphore.run(() => Promise.resolve(order.push('second')));
    await expect(semaphore.run(() => Promise.resolve())).rejects.toBeInstanceOf(AppError);
    open();
    await expect(first).rejects.toThrow('failed');
    await second;
    await semaphore.run(() => Promise.resolve(order.push('third')));
    expect(order).toEqual(['first', 'second', 'third']);
  });
});
