import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.ts';

const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether a browser's Origin header is ours: the other half of SameSite=Lax against forged requests and foreign WebSockets. */
@Injectable()
export class OriginCheck {
  private readonly ours: URL;

  constructor(config: Config) {
    this.ours = new URL(config.publicUrl);
  }

  /** Programs send no Origin, and carry no browser's cookie either. */
  passes(origin: string | undefined): boolean {
    if (origin === undefined) return true;
    if (origin === this.ours.origin) return true;
    if (!URL.canParse(origin) || !loopbackHosts.has(this.ours.hostname)) return false;
    const theirs = new URL(origin);
    return loopbackHosts.has(theirs.hostname) && theirs.port === this.ours.port && theirs.protocol === this.ours.protocol;
  }
}
