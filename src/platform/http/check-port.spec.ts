import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { checkPort } from './check-port.js';

const HOST = '127.0.0.1';

describe('checkPort', () => {
  let server: Server;
  let port: number;

  beforeEach(async () => {
    server = createServer().listen({ host: HOST, port: 0 });
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(() => void server.close());

  it('fails while another program listens, and names the port and the variable', async () => {
    await expect(checkPort({ host: HOST, port, variable: 'PORT' })).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is in use by another program. Stop that program, or set PORT to a free port.`,
    );
    await expect(checkPort({ host: HOST, port, variable: 'METRICS_PORT' })).rejects.toThrow('set METRICS_PORT to');
  });

  it('leaves a free port free, and takes any where the system chooses', async () => {
    server.close();
    await once(server, 'close');
    await checkPort({ host: HOST, port, variable: 'PORT' });
    await checkPort({ host: HOST, port, variable: 'PORT' });
    await checkPort({ host: HOST, port: 0, variable: 'PORT' });
  });

  it('names HOST where it is no address of this machine', async () => {
    await expect(checkPort({ host: '192.0.2.1', port: 0, variable: 'PORT' })).rejects.toThrow(
      'The service cannot listen on 192.0.2.1 (EADDRNOTAVAIL). Set HOST to an address of this machine.',
    );
  });
});
