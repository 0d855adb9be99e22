import passport from 'passport';

let registered = 0;

/**
 * passport keeps its strategies per process, by name; a process may hold several applications. Each strategy therefore
 * registers under a name that is used once, which this answers.
 */
export function registerStrategy(kind: string, strategy: passport.Strategy): string {
  registered += 1;
  const name = `${kind}-${registered}`;
  passport.use(name, strategy);
  return name;
}

export function unregisterStrategy(name: string): void {
  passport.unuse(name);
}
