import { Injectable } from '@nestjs/common';
import { type Caller, isPerson } from '../../../platform/tenancy/caller.js';

/** Counts what waits for a person, as a feature above this one says. */
@Injectable()
export class InboxCount {
  private count: (caller: Caller) => Promise<number> = () => Promise.resolve(0);

  /** To be called in a constructor. */
  countBy(count: (caller: Caller) => Promise<number>): void {
    this.count = count;
  }

  /** 0 of keys, and of people who have to do something else first. */
  async read(caller: Caller): Promise<number> {
    return isPerson(caller) && caller.restriction === undefined ? this.count(caller) : 0;
  }
}
