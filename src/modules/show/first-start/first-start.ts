import { Injectable } from '@nestjs/common';
import { type FirstUser, FirstUserWriter } from '../../people/auth/first-user.writer.js';
import { GateConfigWriter } from '../../verdict/quality-gate/gate-config.writer.js';

/** Sets up a new service once in its life: an organization whose gate judges, and a user who may sign in. */
@Injectable()
export class FirstStart {
  constructor(
    private readonly users: FirstUserWriter,
    private readonly gateConfigs: GateConfigWriter,
  ) {}

  /**
   * The administrator that this start made; null on every later start. Where one broke off between the two steps, the
   * next completes it.
   */
  async run(): Promise<FirstUser | null> {
    const made = await this.users.makeUnlessThereIsOne();
    await this.gateConfigs.seedDefaults(made?.orgId ?? (await this.users.firstOrganization()));
    return made;
  }
}
