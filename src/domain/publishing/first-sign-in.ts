/** The sign-in that a first start offers to `qgate` of the same user, once and for an hour. */
export interface FirstSignIn {
  /** Address of the service. */
  readonly url: string;
  readonly secret: string;
  /** Milliseconds since 1970. */
  readonly endsAt: number;
}

export const FIRST_SIGN_IN_MS = 60 * 60_000;

/**
 * The file that hands it over, in the user's state folder; null: the user has none. A port has a file of its own, so that two services of one user
 * do not take each other's.
 *
 * @param url of the service on this machine
 */
export function firstSignInFile(
  { XDG_STATE_HOME, HOME }: Readonly<Record<string, string | undefined>>,
  url: string,
): string | null {
  const isSet = (value: string | undefined): value is string => value !== undefined && value !== '';
  const state = isSet(XDG_STATE_HOME) ? XDG_STATE_HOME : isSet(HOME) ? `${HOME}/.local/state` : null;
  const { protocol, port } = new URL(url);
  return state && `${state}/quality-gate/first-sign-in-${port || (protocol === 'https:' ? 443 : 80)}.json`;
}

/** Reads the file's text; null: it is none. */
export function readFirstSignIn(text: string): FirstSignIn | null {
  try {
    const { url, secret, endsAt } = JSON.parse(text) as Record<string, unknown>;
    return typeof url === 'string' && URL.canParse(url) && typeof secret === 'string' && typeof endsAt === 'number'
      ? { url, secret, endsAt }
      : null;
  } catch {
    return null;
  }
}

/** True for two addresses of one service on this machine. */
export function isSameLoopback(one: string, other: string): boolean {
  const [a, b] = [new URL(one), new URL(other)];
  return isLoopback(a) && isLoopback(b) && a.protocol === b.protocol && a.port === b.port;
}

const isLoopback = ({ hostname }: URL): boolean => /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
