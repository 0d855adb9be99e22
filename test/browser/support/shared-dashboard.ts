import path from 'node:path';
import { findBrowser, launchBrowserServer } from '../../../scripts/support/browser.mjs';
import { findFreePort } from '../../../src/embedded-postgres/free-port.js';
import { aDataDir, BuiltService, cleanUpServices, GENEROUS_LIMITS } from '../../support/built-service.js';
import { shareProcess } from '../../support/shared-process.js';

/** Where the built service and the browser are that browser specs share. */
export interface SharedDashboard {
  readonly url: string;
  /** Where Playwright connects to the browser. */
  readonly browser: string;
  /** A port that pages may fetch source from, where a spec serves some. */
  readonly sourcePort: number;
}

/** The first administrator, who makes an organization for each spec. */
export const ADMIN = { email: 'admin@example.test', password: 'correct horse battery staple' };

/** The first spec to need it pays for its start. */
export const findSharedDashboard = async (): Promise<SharedDashboard> =>
  (await shareProcess(path.join(__dirname, 'shared-dashboard.cjs'))) as SharedDashboard;

export async function startSharedDashboard(): Promise<{ answer: SharedDashboard; stop(): Promise<void> }> {
  const browser = await launchBrowserServer(findBrowser()!);
  const sourcePort = await findFreePort();
  const service = await BuiltService.start({
    DATA_DIR: await aDataDir(),
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    OUTGOING_ALLOW: '127.0.0.1',
    DASHBOARD_CONNECT_SRC: `http://127.0.0.1:${sourcePort}`,
    ...GENEROUS_LIMITS,
  });
  return {
    answer: { url: service.url, browser: browser.wsEndpoint(), sourcePort },
    stop: async () => {
      await browser.close();
      await cleanUpServices();
    },
  };
}
