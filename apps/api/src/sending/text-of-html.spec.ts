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
});
