import Bowser from 'bowser';

/**
 * A program by its `User-Agent`, as people know it: a browser with its system ("Firefox 144 on Linux"), another program by its
 * first word ("qgate/0.1.0").
 */
export function nameProgram(userAgent: string): string {
  const { browser, os } = Bowser.parse(userAgent);
  if (!browser.name || !os.name) return userAgent.split(' ', 1)[0]!;
  const version = browser.version?.split('.', 1)[0] ?? '';
  return [browser.name, version, os.name && `on ${os.name}`].filter(Boolean).join(' ');
}
