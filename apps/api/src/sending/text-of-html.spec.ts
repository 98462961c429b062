import { textOfHtml } from './text-of-html.ts';

describe('the text of HTML', () => {
  it('keeps headings, links and rows, and leaves out pictures, styles and scripts', () => {
    const html = `<style>p { color: red }</style><script>alert(1)</script><h1>Pump 3</h1><p>It <b>stopped</b>.
      <a href="https://plant.example/3">Look</a></p><img src="cid:logo"><table><tr><th>Value</th><th>Limit</th></tr><tr><td>9</td><td>7</td></tr></table>`;

    const text = textOfHtml(html);

    expect(text).toMatch(/^Pump 3\s+It stopped\. Look \[https:\/\/plant\.example\/3\]/);
    expect(text).toMatch(/Value +Limit\s+9 +7$/);
    expect(text).not.toMatch(/red|alert|cid:/);
  });

  it('of a thousand nested tables comes back', () => {
    expect(() => textOfHtml('<table><tr><td>'.repeat(1_000) + 'x')).not.toThrow();
  });

  it.each([
    [
      'a cell that claims to be a hundred million columns wide',
      '<table><tr><td colspan="100000000" rowspan="100000000">wide</td></tr></table>',
      'wide',
    ],
    ['a megabyte of open tags', `${'<div>'.repeat(190_000)}deep`, 'deep'],
    ['a megabyte of cells', `<table><tr>${'<td>1</td>'.repeat(95_000)}</tr></table>`, '1'],
  ])('of %s comes at once', (_, html, expected) => {
    const startedAt = performance.now();

    const text = textOfHtml(html);

    expect(text).toContain(expected);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  it('is no longer than a text may be', () => {
    expect(textOfHtml('<hr>'.repeat(29_999)).length).toBeLessThanOrEqual(1_000_000);
  });
});
