import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** Where a client sits and what it claims. */
export interface Visitor {
  /** The local address to connect from, such as 127.0.0.2. */
  from?: string;
  /** What a forger would add. */
  headers?: Record<string, string>;
}

/** A GraphQL client without a browser, through the console's port: seeds what a journey needs, and reads what no page shows. */
export class Client {
  readonly cookies = new Map<string, string>();
  tenantId: string | undefined;

  private readonly url: string;
  private readonly options: Visitor;

  constructor(url: string, options: Visitor = {}) {
    this.url = url;
    this.options = options;
  }

  /** The data of the answer, or an Error with the first error's code and message. */
  async run<T = Record<string, { id: string }>>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
    const response = await this.post('/graphql', JSON.stringify({ query, variables }));
    const answer = JSON.parse(await text(response)) as { data: T; errors?: { message: string; extensions: { code: string } }[] };
    const [error] = answer.errors ?? [];
    if (error) throw new Error(`${error.extensions.code}: ${error.message}`);
    return answer.data;
  }

  private async post(path: string, body: string): Promise<IncomingMessage> {
    const url = new URL(path, this.url);
    const sending = request(url, {
      method: 'POST',
      // The console listens on IPv4 loopback; `from` may be another address of it.
      host: '127.0.0.1',
      agent: false,
      ...(this.options.from === undefined ? {} : { localAddress: this.options.from }),
      headers: {
        host: url.host,
        'content-type': 'application/json',
        'x-posthorn-csrf': '1',
        ...(this.tenantId === undefined ? {} : { 'x-posthorn-tenant': this.tenantId }),
        ...(this.cookies.size === 0 ? {} : { cookie: [...this.cookies].map((pair) => pair.join('=')).join('; ') }),
        ...this.options.headers,
      },
    });
    sending.end(body);
    const [response] = (await once(sending, 'response')) as [IncomingMessage];
    for (const line of response.headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name !== undefined && value) this.cookies.set(name, value);
    }
    return response;
  }
}
