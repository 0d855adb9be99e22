import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiError } from './api-error.js';
import { type HttpClient, type HttpRequest } from './http.js';
import { exchangeIdentity, findPipelineIdentity, type PipelineIdentity } from './pipeline-identity.js';

const PLACE = { url: 'https://gate.example.org', org: null };

/** A service that answers with numbered access tokens of so many seconds. */
function aService(seconds: number) {
  const sent: HttpRequest[] = [];
  const send = (request: HttpRequest) => {
    sent.push(request);
    return Promise.resolve({ access_token: `access ${sent.length}`, expires_in: seconds });
  };
  return { sent, http: { send } as unknown as HttpClient };
}

describe('the identity of a pipeline', () => {
  let github: Server;
  let asked: { readonly url: string | undefined; readonly authorization: string | undefined }[];
  let address: string;
  let status: number;

  beforeEach(async () => {
    [asked, status] = [[], 200];
    github = createServer((request, response) => {
      asked.push({ url: request.url, authorization: request.headers.authorization });
      response.writeHead(status).end(JSON.stringify({ value: `identity ${asked.length}` }));
    });
    await new Promise<void>((resolve) => github.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(github.address() as AddressInfo).port}/token?api-version=2.0`;
  });
  afterEach(() => github.close());

  const ofGitHub = () =>
    findPipelineIdentity({ ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of the run' })!;

  it('is none without the variables of a CI system', () => {
    for (const env of [{}, { QGATE_ID_TOKEN: ' ' }, { ACTIONS_ID_TOKEN_REQUEST_URL: address }])
      expect(findPipelineIdentity(env)).toBeNull();
  });

  it('is issued by GitHub for the address of the service', async () => {
    const { sent, http } = aService(900);
    const token = await exchangeIdentity(ofGitHub(), PLACE, http);
    expect(await token()).toBe('access 1');
    expect(asked).toEqual([
      {
        url: `/token?api-version=2.0&audience=${encodeURIComponent(PLACE.url)}`,
        authorization: 'Bearer of the run',
      },
    ]);
    expect(sent).toMatchObject([{ path: '/auth/publisher-token', body: '{"token":"identity 1"}', repeats: 'harmful' }]);
  });

  it('is issued for the organization that is named', async () => {
    const { sent, http } = aService(900);
    await exchangeIdentity(ofGitHub(), { ...PLACE, org: 'acme' }, http);
    expect(asked[0]!.url).toContain(`&audience=${encodeURIComponent(`${PLACE.url}/orgs/acme`)}`);
    expect(sent).toMatchObject([{ body: '{"token":"identity 1","org":"acme"}' }]);
  });

  it('is exchanged again shortly before the access token ends', async () => {
    const token = await exchangeIdentity(ofGitHub(), PLACE, aService(100).http);
    expect([await token(), await token()]).toEqual(['access 2', 'access 3']);
    expect(asked).toHaveLength(3);
  });

  it.each([
    [59_999, ['identity 1']],
    [60_000, ['identity 1', 'identity 2']],
  ])('is issued again where it was refused after %d ms, in which it may have expired', async (ms, expected) => {
    let now = 1_000;
    jest.spyOn(Date, 'now').mockImplementation(() => now);
    const tokens: string[] = [];
    const send = ({ body }: HttpRequest) => {
      tokens.push((JSON.parse(body as string) as { token: string }).token);
      now += tokens.length === 1 ? ms : 0;
      return tokens.length === 1
        ? Promise.reject(new ApiError('credentials', 'no', 401, 'unauthenticated'))
        : Promise.resolve({ access_token: 'access', expires_in: 900 });
    };
    await exchangeIdentity(ofGitHub(), PLACE, { send } as unknown as HttpClient).catch(() => undefined);
    jest.restoreAllMocks();
    expect(tokens).toEqual(expected);
  });

  it('says what a job of GitHub lacks', async () => {
    status = 403;
    const refused = exchangeIdentity(ofGitHub(), PLACE, aService(900).http);
    await expect(refused).rejects.toMatchObject({
      kind: 'credentials',
      hint: expect.stringContaining('id-token: write'),
    });
  });

  it('says of a refusal that a token is taken once, and where its reason is', async () => {
    const refusal = new ApiError('credentials', 'no', 401, 'unauthenticated', 'Set QGATE_TOKEN to a valid API key.');
    const http = { send: () => Promise.reject(refusal) } as unknown as HttpClient;
    const hintFor = (identity: PipelineIdentity) =>
      exchangeIdentity(identity, { ...PLACE, org: 'acme' }, http).then(
        () => null,
        (error: unknown) => (error as ApiError).hint,
      );
    const shared = `Its audience must be ${PLACE.url}/orgs/acme. See the organization's audit log for the reason (publisher.refused).`;
    expect(await hintFor(ofGitHub())).toBe(shared);
    const given = await hintFor(findPipelineIdentity({ QGATE_ID_TOKEN: 'identity' })!);
    expect(given).toMatch(/^QGATE_ID_TOKEN can be used only once: .*qgate doctor/);
  });

  it('is given by a variable, and then exchanged once', async () => {
    const { sent, http } = aService(100);
    const identity = findPipelineIdentity({ QGATE_ID_TOKEN: 'identity\n' })!;
    const token = await exchangeIdentity(identity, PLACE, http);
    expect([await token(), await token()]).toEqual(['access 1', 'access 1']);
    expect(sent).toMatchObject([{ body: '{"token":"identity"}' }]);
  });
});
