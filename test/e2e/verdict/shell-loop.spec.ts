import { aDisturbedWay, type DisturbedWay } from '../../service/support/qgate-world.js';
import { anApiKey, anOrganization } from '../../support/actors.js';
import type { ApiClient } from '../../support/api-client.js';
import { missingPrograms, runShell } from '../../support/shell.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

/** The specification's loop for pipelines, word for word but for where the service is and how long it sleeps. */
const LOOP = `
until [ "$(curl -sf -H "Authorization: Bearer $TOKEN" \\
  "$URL/api/quality/gates/status/$SCAN_ID" | jq -r .status)" != "null" ]; do
  sleep 0.2
done
STATUS=$(curl -sf -H "Authorization: Bearer $TOKEN" \\
  "$URL/api/quality/gates/status/$SCAN_ID" | jq -r .status)
echo "Gate: $STATUS"
[ "$STATUS" = "passed" ] || [ "$STATUS" = "not_configured" ] || exit 1
`;

/** The test command names what is skipped. */
const describeWithPrograms = missingPrograms('curl', 'jq').length === 0 ? describe : describe.skip;

describeWithPrograms("the specification's shell loop (needs sh, curl and jq)", () => {
  let service: TestApp;
  let way: DisturbedWay;
  let token: string;
  /** Requests of the loop so far. */
  let polls = 0;

  beforeAll(async () => {
    service = await startTestApp();
    token = (await anApiKey(service, { scopes: ['read:scans'] })).key;
    way = await aDisturbedWay(service.url, () => {
      polls += 1;
      return null;
    });
  });
  afterAll(async () => {
    await way.close();
    await service.stop();
  });

  async function aScan(client: ApiClient, metrics?: object): Promise<number> {
    const made = await client.post('/scans', { repo: 'acme/web', branch: 'main' });
    const id = made.body.scan_id as number;
    if (metrics) await client.post(`/scans/${id}/complete`, { metrics });
    return id;
  }

  const runLoop = (scanId: number, credential = token) =>
    runShell(LOOP, { URL: way.url, TOKEN: credential, SCAN_ID: String(scanId) });

  it('lets a change pass whose gate passed', async () => {
    const scanId = await aScan(service.admin, { duplication_pct: 1 });
    expect(await runLoop(scanId)).toEqual({ code: 0, stdout: 'Gate: passed\n', stderr: '' });
  });

  it('stops a change whose gate failed', async () => {
    const scanId = await aScan(service.admin, { duplication_pct: 50 });
    expect(await runLoop(scanId)).toEqual({ code: 1, stdout: 'Gate: failed\n', stderr: '' });
  });

  it('lets a change pass where no policy is configured', async () => {
    const other = await anOrganization(service);
    const { key } = await anApiKey(service, { scopes: ['read:scans'] }, other.admin);
    const scanId = await aScan(other.admin, { duplication_pct: 50 });
    expect(await runLoop(scanId, key)).toEqual({ code: 0, stdout: 'Gate: not_configured\n', stderr: '' });
  });

  it('asks again while the scan is pending, until it has its verdict', async () => {
    const scanId = await aScan(service.admin);
    polls = 0;
    const loop = runLoop(scanId);
    while (polls < 3) await new Promise((resolve) => setTimeout(resolve, 20));
    await service.admin.post(`/scans/${scanId}/complete`, { metrics: { duplication_pct: 1 } });
    expect(await loop).toEqual({ code: 0, stdout: 'Gate: passed\n', stderr: '' });
  });

  it('ends, and stops the change, when its credential is revoked meanwhile', async () => {
    const { key, id } = await anApiKey(service, { scopes: ['read:scans'] });
    const scanId = await aScan(service.admin);
    polls = 0;
    const loop = runLoop(scanId, key);
    while (polls < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    await service.admin.post(`/api-keys/${id}/revoke`);
    expect(await loop).toEqual({ code: 1, stdout: 'Gate: \n', stderr: '' });
  });

  it('ends, and stops the change, when nobody completes the scan by its deadline', async () => {
    const scanId = await aScan(service.admin);
    service.clock.advanceMinutes(61);
    expect(await runLoop(scanId)).toEqual({ code: 1, stdout: 'Gate: failed\n', stderr: '' });
  });
});
