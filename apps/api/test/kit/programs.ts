import { randomUUID } from 'node:crypto';
import type { GraphqlAnswer } from './client.ts';
import type { Person } from './people.ts';

const create = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret key { id name prefix scopes lanes expiresAt state createdByName
  profiles { id name } } } }`;

/** A key as the console makes one; answers what it shows, the secret included. */
export async function makeKey(admin: Person, input: Record<string, unknown> = {}) {
  const { createApiKey } = await admin.client.run(create, {
    input: { name: `Key ${randomUUID().slice(0, 8)}`, scopes: ['MESSAGES_SEND'], ...input },
  });
  return createApiKey as { secret: string; key: { id: string; name: string; prefix: string; state: string } & Record<string, unknown> };
}

/** A program with an API key: no cookies, none of a browser's headers. */
export class Program {
  private readonly url: string;
  private readonly headers: Record<string, string>;

  constructor(url: string, key: string, headers: Record<string, string> = {}) {
    this.url = url;
    this.headers = { authorization: `Bearer ${key}`, ...headers };
  }

  fetch(path: string, init: RequestInit & { duplex?: 'half' } = {}): Promise<Response> {
    return fetch(new URL(path, this.url), { ...init, headers: { ...this.headers, ...(init.headers as Record<string, string>) } });
  }

  /** Posts JSON; answers the status and the parsed answer. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a spec names the fields it reads
  async post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<{ status: number; body: any }> {
    const init = { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } };
    const response = await this.fetch(path, init);
    return { status: response.status, body: await response.json() };
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a spec names the fields it reads
  async ask<T = any>(query: string, variables: Record<string, unknown> = {}): Promise<GraphqlAnswer<T>> {
    return (await this.post('/graphql', { query, variables })).body as GraphqlAnswer<T>;
  }
}
