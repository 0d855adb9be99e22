import { hash as hashAtCost, type Options } from '@node-rs/argon2';

// In place of the package in hosts: at its real cost, passwords would take a fifth of their processor time. Tests of the cost
// start a private or a built service.

export { verify } from '@node-rs/argon2';

const CHEAP: Options = { memoryCost: 64, timeCost: 1, parallelism: 1 };

/** Argon2id at hardly any cost. */
export const hash = (password: string): Promise<string> => hashAtCost(password, CHEAP);
