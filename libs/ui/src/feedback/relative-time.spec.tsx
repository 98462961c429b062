import { renderToStaticMarkup } from 'react-dom/server';

import { RelativeTime, TimeProvider } from './relative-time.tsx';

const renderedAt = Date.parse('2026-11-20T13:05:09Z');

describe('a time on the page', () => {
  it('is first drawn as of the server’s clock, so that browser and server agree', () => {
    const html = renderToStaticMarkup(
      <TimeProvider timeZone="Europe/Berlin" renderedAt={renderedAt}>
        <RelativeTime value="2026-11-20T13:02:00Z" />
      </TimeProvider>,
    );

    expect(html).toContain('>3 minutes ago</time>');
    expect(html).toContain('title="20 Nov 2026, 14:02:00 CET"');
    expect(html).toContain('dateTime="2026-11-20T13:02:00.000Z"');
  });

  it('can be shown in a zone of its own', () => {
    const html = renderToStaticMarkup(<RelativeTime value="2026-11-20T13:02:00Z" show="exact" timeZone="Asia/Tokyo" />);

    expect(html).toContain('>20 Nov 2026, 22:02:00 GMT+9</time>');
  });

  it.each([null, 'never'])('shows a dash for %j', (value) => {
    expect(renderToStaticMarkup(<RelativeTime value={value} />)).toBe('<span role="img" aria-label="none">–</span>');
  });
});
