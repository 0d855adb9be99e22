import { stderr } from 'node:process';
import fc from 'fast-check';
import type { ApiClient } from '../support/api-client.js';
import { isNightly } from '../support/programme.js';
import { takeCount, takeSeeds } from '../support/seed.js';
import { ADMIN_EMAIL, ADMIN_PASSWORD, startTestApp, type TestApp } from '../support/test-app.js';
import { aTenant, type Model, moveTo, type Real, sequenceArbitrary } from './support/model-commands.js';

/** `npm run fuzz` asks for more, and for longer ones. */
const SEQUENCES = takeCount('FUZZ_SEQUENCES', 1_000);
const MOST_STEPS = takeCount('FUZZ_STEPS', 4);
/** Side by side, in organizations of their own. */
const LANES = 5;
const STEP_KINDS = 14;

describe('the gate, used in any order', () => {
  let service: TestApp;
  let token: string;
  let orgs = 0;
  const steps = new Map<string, number>();

  beforeAll(async () => {
    service = await startTestApp();
    const login = await service.anonymous.post('/auth/login', { email: ADMIN_EMAIL, password: ADMIN_PASSWORD });
    token = login.body.access_token as string;
  });
  afterAll(() => service.stop());

  it(
    `agrees with a small model of it after each step of ${SEQUENCES} random sequences, two tenants at a time`,
    async () => {
      for (const seed of takeSeeds('stateful sequences'))
        await Promise.all(Array.from({ length: LANES }, (_, lane) => runSequences(seed + lane, lane)));
      stderr.write(`${[...steps].map(([kind, count]) => `${kind}: ${count}`).join(', ')}\n`);
      if (isNightly) expect(steps.size).toBe(STEP_KINDS);
    },
    120_000 + SEQUENCES * MOST_STEPS * 400,
  );

  /** One after the other, each in new repositories; after a failure, which is then made smaller, in new organizations. */
  async function runSequences(seed: number, lane: number): Promise<void> {
    let world: { model: Model; real: Real } | undefined;
    let sequences = 0;
    const sequence = sequenceArbitrary({ minLength: Math.ceil(MOST_STEPS / 2), maxLength: MOST_STEPS });
    await fc.assert(
      fc.asyncProperty(sequence, async (commands) => {
        const { model, real } = (world ??= await aWorld());
        sequences += 1;
        for (const tenant of model.tenants) moveTo(tenant, `acme/web-${lane}-${sequences}`);
        try {
          await fc.asyncModelRun(() => ({ model, real }), commands);
        } catch (error) {
          world = undefined;
          throw error;
        }
      }),
      { seed, numRuns: Math.ceil(SEQUENCES / LANES), endOnFailure: true },
    );
  }

  async function aWorld(): Promise<{ model: Model; real: Real }> {
    return {
      model: { tenants: [aTenant(), aTenant()] },
      real: { clients: [await anOrg(), await anOrg()], steps },
    };
  }

  async function anOrg(): Promise<ApiClient> {
    orgs += 1;
    const made = await service.admin.post('/orgs', { name: `Organization ${orgs}`, slug: `org-${orgs}` });
    return service.anonymous.as({ authorization: `Bearer ${token}`, 'x-org-id': String(made.body.id) });
  }
});
