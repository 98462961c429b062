import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { readInstallation } from './installation.ts';
import { checkPorts } from './ports.ts';

describe('the ports', () => {
  const servers: Server[] = [];
  afterEach(() => servers.splice(0).forEach((server) => server.close()));

  const take = async () => {
    const server = createServer().listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const free = async () => {
    const port = await take();
    const server = servers.pop()!;
    server.close();
    await once(server, 'close');
    return port;
  };
  const installation = async (variables: Record<string, string> = {}) =>
    readInstallation({
      POSTHORN_CONSOLE_PORT: String(await free()),
      POSTHORN_API_PORT: String(await free()),
      POSTHORN_SANDBOX_SMTP_PORT: String(await free()),
      POSTHORN_METRICS_PORT: String(await free()),
      ...variables,
    });

  it('pass when they are free', async () => {
    await expect(checkPorts(await installation())).resolves.toBeUndefined();
  });

  it('name themselves and their variable when taken, all at once', async () => {
    const [api, sandbox] = [await take(), await take()];
    const taken = await installation({ POSTHORN_API_PORT: String(api), POSTHORN_SANDBOX_SMTP_PORT: String(sandbox) });

    await expect(checkPorts(taken, 0)).rejects.toThrow(
      `Port ${api} for the API is taken. POSTHORN_API_PORT moves it.\nPort ${sandbox} for the sandbox's SMTP server is taken. POSTHORN_SANDBOX_SMTP_PORT moves it.`,
    );
  });

  it('may still be held for a moment by what a killed launcher left', async () => {
    const api = await take();
    setTimeout(() => servers[0]!.close(), 200);

    await expect(checkPorts(await installation({ POSTHORN_API_PORT: String(api) }), 2_000)).resolves.toBeUndefined();
  });

  it('do not matter for a sandbox that does not run', async () => {
    const sandbox = await take();
    const without = await installation({ POSTHORN_SANDBOX_SMTP_PORT: String(sandbox), POSTHORN_SANDBOX: '0' });

    await expect(checkPorts(without)).resolves.toBeUndefined();
  });

  it('may not be given twice', async () => {
    const port = String(await free());

    await expect(checkPorts(await installation({ POSTHORN_CONSOLE_PORT: port, POSTHORN_API_PORT: port }))).rejects.toThrow(
      `Port ${port} is given twice.`,
    );
  });
});
