import { isShownImage, pageOfText, withImages } from './preview.ts';

const logo = { cid: 'logo@plant', contentType: 'image/png', octets: Buffer.from('png') };

describe('a preview', () => {
  it('shows the mail’s own images, and leaves other references as they are', () => {
    const html = `<img src="cid:logo@plant"><img src='cid:logo%40plant'><img src="cid:other"><i style="background: url(cid:logo@plant)">`;

    expect(withImages(html, [logo])).toBe(
      `<img src="data:image/png;base64,cG5n"><img src='data:image/png;base64,cG5n'><img src="cid:other"><i style="background: url(data:image/png;base64,cG5n)">`,
    );
  });

  it('shows one large image a few times, not as often as the mail asks', () => {
    const large = { ...logo, octets: Buffer.alloc(3 * 1024 * 1024) };

    const page = withImages('<img src="cid:logo@plant">'.repeat(100), [large]);

    expect(page.match(/data:image/g)).toHaveLength(2);
    expect(page).toContain('cid:logo@plant');
    expect(page.length).toBeLessThan(11 * 1024 * 1024);
  });

  it('shows pictures alone: no SVG, no HTML', () => {
    expect(
      ['image/png', 'image/JPEG', 'image/svg+xml', 'text/html', 'image/png;x'].map((contentType) => isShownImage({ contentType })),
    ).toEqual([true, true, false, false, false]);
  });

  it('of a text shows its characters, not its markup', () => {
    expect(pageOfText('<script>a && b</script>')).toContain('&lt;script&gt;a &amp;&amp; b&lt;/script&gt;');
  });
});
