/**
 * A certified OpenID provider on loopback, as a process of its own: `oidc-provider` with one client, by any redirect URI.
 * Who signs in is in the login hint of a request, as JSON: `sub` and further claims; else the person of the parent's last message. Notices of sign-outs go to the service
 * that the last sign-in came from. Sends its issuer to the parent once it listens.
 */
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const [clientId, clientSecret] = process.argv.slice(2);
const accounts = new Map();
let service = null;
/** Login hint of requests without one. */
let next;

const server = createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uris: [`${issuer}/any`],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      backchannel_logout_uri: `${issuer}/relay`,
      backchannel_logout_session_required: true,
    },
  ],
  claims: { openid: ['sub', 'sid', 'amr'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
  features: {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (context, form) => {
        context.body = form;
      },
    },
  },
  pkce: { required: () => true },
  cookies: { keys: ['of tests'] },
  interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
  findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub, ...accounts.get(sub) }) }),
  // its own dispatcher refuses loopback
  fetch: (url, options) => fetch(url, { ...options, dispatcher: undefined }),
});
provider.Client.prototype.redirectUriAllowed = () => true;

/** Signs in whom the hint names, who consents to everything; nobody named declines. */
async function interact(request, response) {
  const { params } = await provider.interactionDetails(request, response);
  service = new URL(params.redirect_uri).origin;
  const hint = params.login_hint ?? next;
  if (hint === undefined) {
    await provider.interactionFinished(request, response, { error: 'access_denied' });
    return;
  }
  const { sub, ...claims } = JSON.parse(hint);
  accounts.set(sub, claims);
  const grant = new provider.Grant({ accountId: sub, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const result = { login: { accountId: sub, amr: claims.amr }, consent: { grantId: await grant.save() } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

async function relay(request, response) {
  const parts = [];
  for await (const part of request) parts.push(part);
  const answer = await fetch(`${service}/api/auth/oidc/backchannel-logout`, {
    method: 'POST',
    headers: { 'content-type': request.headers['content-type'] },
    body: Buffer.concat(parts),
  });
  response.writeHead(answer.status).end();
}

const handle = provider.callback();
server.on('request', (request, response) => {
  const own = request.url.startsWith('/interaction/') ? interact : request.url === '/relay' ? relay : null;
  if (own) own(request, response).catch((error) => response.writeHead(500).end(String(error)));
  else handle(request, response);
});
process.on('message', (person) => (next = JSON.stringify(person)));
process.on('disconnect', () => process.exit());
process.send(issuer);
