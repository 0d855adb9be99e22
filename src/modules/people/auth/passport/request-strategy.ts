import type { Request } from 'express';
import passport from 'passport';

type Verify = (request: Request, done: (error: unknown, caller?: unknown) => void) => void;

/** A passport strategy that leaves everything to its verify callback: a caller, null for "not mine or not valid". */
export class RequestStrategy extends passport.Strategy {
  override name = 'request';

  constructor(private readonly verify: Verify) {
    super();
  }

  override authenticate(request: Request): void {
    this.verify(request, (error, caller) => {
      if (error != null) this.error(error);
      else if (caller) this.success(caller);
      else this.fail(401);
    });
  }
}
