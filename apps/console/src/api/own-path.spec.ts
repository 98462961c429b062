import { ownPath } from './own-path.ts';

describe('the page to come back to', () => {
  it('is kept with its query', () => {
    expect(ownPath('/system/mail?tab=check')).toBe('/system/mail?tab=check');
  });

  it.each([
    undefined,
    '',
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    'system',
  ])('is the first page for %j, which may lead away', (path) => {
    expect(ownPath(path)).toBe('/');
  });
});
