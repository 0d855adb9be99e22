import { Secret, TOTP } from 'otpauth';
import type { ApiAnswer, ApiClient } from './api-client.js';
import type { TestApp } from './test-app.js';

const PERIOD_MS = 30_000;

/** An authenticator app: makes the codes of a secret, each time step's once. */
export class AuthenticatorApp {
  private readonly totp: TOTP;
  private last = 0;

  constructor(
    private readonly service: Pick<TestApp, 'clock'>,
    secret: string,
  ) {
    this.totp = new TOTP({ secret: Secret.fromBase32(secret) });
  }

  /** The code of a time step that was not used before, for which the service's clock moves on where it has to. */
  nextCode(): string {
    if (this.step <= this.last) this.service.clock.advanceMinutes(((this.last + 1 - this.step) * PERIOD_MS) / 60_000);
    this.last = this.step;
    return this.codeAt(0);
  }

  /** The code of a time step so many steps from now. */
  codeAt(steps: number): string {
    return this.totp.generate({ timestamp: this.service.clock.now().getTime() + steps * PERIOD_MS });
  }

  /** Six digits that are no code of now. */
  wrongCode(): string {
    const right = [-1, 0, 1, 2].map((steps) => this.codeAt(steps));
    return ['000000', '111111', '222222', '333333', '444444'].find((code) => !right.includes(code))!;
  }

  private get step(): number {
    return Math.floor(this.service.clock.now().getTime() / PERIOD_MS);
  }
}

/** A second factor as its user has it. */
export interface TestFactor {
  readonly app: AuthenticatorApp;
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
}

/** Enrolls an authenticator app in the session of a client, and confirms it. */
export async function enrollApp(service: Pick<TestApp, 'clock'>, client: ApiClient): Promise<TestFactor> {
  const { secret } = okay(await client.post('/auth/totp/enroll')) as { secret: string };
  const app = new AuthenticatorApp(service, secret);
  const { recovery_codes: recoveryCodes } = okay(await client.post('/auth/totp/confirm', { code: app.nextCode() })) as {
    recovery_codes: string[];
  };
  return { app, secret, recoveryCodes };
}

function okay({ status, body, text }: ApiAnswer): unknown {
  if (status !== 200) throw new Error(text);
  return body;
}
