import { parseSetCookie } from 'cookie';

export interface GraphqlAnswer<T> {
  data: T | null;
  errors?: {
    message: string;
    extensions: { code: string; field?: string; fields?: Record<string, string>; requestId: string; retryAfterSeconds?: number };
  }[];
}

/** By which a spec proves to be the console, which alone may say where a request comes from. */
export const proxySecret = 'the proxy secret of specs';

/** A browser as the API sees it: keeps cookies, sends the console's headers. */
export class Client {
  readonly cookies = new Map<string, string>();
  tenantId: string | undefined;

  private readonly url: string;
  private readonly options: { address?: string; userAgent?: string };

  // Plain fields: the benchmark runs this file with its types stripped, which knows no parameter properties.
  constructor(url: string, options: { address?: string; userAgent?: string } = {}) {
    this.url = url;
    this.options = options;
  }

  /** The data, or an Error with the answer's first code and message. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a spec names the fields it reads in the query beside it
  async run<T = Record<string, any>>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
    const answer = await this.ask<T>(query, variables);
    const error = answer.errors?.[0];
    if (error) throw Object.assign(new Error(`${error.extensions.code}: ${error.message}`), error.extensions);
    return answer.data as T;
  }

  /** The code of the refusal. Throws when there is none. */
  async refusal(query: string, variables: Record<string, unknown> = {}): Promise<NonNullable<GraphqlAnswer<unknown>['errors']>[0]> {
    const error = (await this.ask(query, variables)).errors?.[0];
    if (!error) throw new Error('The operation was expected to be refused.');
    return error;
  }

  async ask<T>(query: string, variables: Record<string, unknown> = {}): Promise<GraphqlAnswer<T>> {
    const response = await this.fetch('/graphql', { method: 'POST', body: JSON.stringify({ query, variables }) });
    const body = await response.text();
    if (!/^\{"(data|errors)"/.test(body)) throw new Error(`HTTP ${response.status}: ${body.slice(0, 500)}`);
    return JSON.parse(body) as GraphqlAnswer<T>;
  }

  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('content-type', 'application/json');
    headers.set('x-posthorn-csrf', '1');
    headers.set('user-agent', this.options.userAgent ?? 'spec');
    if (this.options.address) {
      headers.set('x-forwarded-for', this.options.address);
      headers.set('x-posthorn-proxy', proxySecret);
    }
    if (this.tenantId) headers.set('x-posthorn-tenant', this.tenantId);
    if (this.cookies.size > 0) headers.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(new URL(path, this.url), { ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const { name, value = '', maxAge } = parseSetCookie(line);
      if (maxAge === 0) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }
}
