import { Injectable } from '@nestjs/common';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { Response } from 'express';
import { Config } from '../config/config.ts';

/** The session's and the browser's cookies. Over https they are host-bound and Secure; only the name that fits the public URL is read. */
@Injectable()
export class SessionCookie {
  constructor(private readonly config: Config) {}

  read(header: string | undefined): string | undefined {
    return parseCookie(header ?? '')[this.name('posthorn')];
  }

  write(response: Response, value: string, maxAgeSeconds: number): void {
    response.append('Set-Cookie', this.serialise('posthorn', value, maxAgeSeconds));
  }

  clear(response: Response): void {
    response.append('Set-Cookie', this.serialise('posthorn', '', 0));
  }

  /** Marks a browser that signed in before; lives a year and opens nothing by itself. */
  readBrowser(header: string | undefined): string | undefined {
    return parseCookie(header ?? '')[this.name('posthorn-browser')];
  }

  writeBrowser(response: Response, value: string): void {
    response.append('Set-Cookie', this.serialise('posthorn-browser', value, 365 * 24 * 3600));
  }

  private name(base: string): string {
    return this.config.isHttps ? `__Host-${base}` : base;
  }

  private serialise(base: string, value: string, maxAge: number): string {
    return stringifySetCookie({
      name: this.name(base),
      value,
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: this.config.isHttps,
      maxAge,
    });
  }
}
