import { Client } from '../kit/client.ts';
import type { Canaries } from './canaries.ts';

/** A browser whose answers are kept, redirects included, and whose cookies are canaries. */
export class WatchedClient extends Client {
  constructor(
    url: string,
    private readonly canaries: Canaries,
    private readonly answers: string[],
  ) {
    super(url);
  }

  override async fetch(path: string, init?: RequestInit): Promise<Response> {
    const response = await super.fetch(path, init);
    for (const [name, value] of this.cookies) this.canaries.add(`cookie ${name}`, value);
    const location = response.headers.get('location');
    this.answers.push(await response.clone().text(), ...(location === null ? [] : [location]));
    return response;
  }
}
