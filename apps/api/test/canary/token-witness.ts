import type { TestOAuthServer } from '@posthorn/testing';
import type { Canaries } from './canaries.ts';

const handedOut = { access_token: 'access token', refresh_token: 'refresh token', id_token: 'id token' };
/** Form fields in which a client sends what is worth something, beside what was handed out before. */
const sent = { code: 'code', code_verifier: 'verifier', client_assertion: 'client assertion', assertion: 'assertion' };

/** Knows every token, code and secret that a provider gave or was given. */
export class TokenWitness {
  /** The newest access token. */
  accessToken = '';
  /** Called with each access token before its client has it. */
  onToken: (accessToken: string) => void = () => undefined;

  constructor(
    readonly provider: TestOAuthServer,
    private readonly canaries: Canaries,
    /** Before each name: whose they are. */
    private readonly whose: string,
  ) {
    provider.alterAnswer = (answer) => this.note(answer);
  }

  /** The authorization URL that a person is sent to carries both. */
  begun(url: string): URL {
    const { searchParams } = new URL(url);
    for (const name of ['state', 'nonce']) this.canaries.add(`${this.whose} ${name}`, searchParams.get(name) ?? '');
    return new URL(url);
  }

  calledBack(callback: URL): void {
    const code = callback.searchParams.get('code');
    if (code !== null) this.canaries.add(`${this.whose} code`, code);
  }

  /** What came in requests is known once they came. */
  noteRequests(): void {
    for (const { parameters } of this.provider.requests)
      for (const [field, name] of Object.entries(sent))
        if (parameters[field]) this.canaries.add(`${this.whose} ${name}`, parameters[field]);
  }

  private note(answer: Record<string, unknown>): Record<string, unknown> {
    for (const [field, name] of Object.entries(handedOut)) {
      const value = answer[field];
      if (typeof value === 'string') this.canaries.add(`${this.whose} ${name}`, value);
    }
    this.accessToken = String(answer['access_token']);
    this.onToken(this.accessToken);
    return answer;
  }
}
