import { currentHref } from './current-href.ts';

const hrefs = ['/system', '/system/mail', '/system/mailboxes', '/system/tenants'];

describe('the current navigation entry', () => {
  it.each([
    ['/system', '/system'],
    ['/system/mail', '/system/mail'],
    ['/system/mail/check', '/system/mail'],
    ['/system/mailboxes', '/system/mailboxes'],
    ['/system/unknown', '/system'],
    ['/account', undefined],
  ])('of %s is %s', (path, href) => {
    expect(currentHref(hrefs, path)).toBe(href);
  });
});
