import { mailLimits } from '@posthorn/contracts';
import { compile, type FormatCallback } from 'html-to-text';

/** The parser takes time by the square of how deep tags nest; no mail for people has half as many of them. */
const maxTags = 30_000;

/** Two blanks between cells. The library's own tables make room for whatever `colspan` says, gigabytes of it. */
const cell: FormatCallback = (element, walk, builder) => {
  walk(element.children, builder);
  builder.addLiteral('  ');
};

const row = { leadingLineBreaks: 1, trailingLineBreaks: 1 };

const convert = compile({
  wordwrap: false,
  // Deeper nesting is no mail but an attempt on the stack.
  limits: { maxDepth: 200, ellipsis: '…' },
  formatters: { cell },
  selectors: [
    { selector: 'img', format: 'skip' },
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, ignoreHref: false } },
    { selector: 'table', format: 'block' },
    { selector: 'tr', format: 'block', options: row },
    ...['td', 'th'].map((selector) => ({ selector, format: 'cell' })),
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
});

/** What a reader without HTML sees of it. Never takes more than a fraction of a second, whatever it is given. */
export function textOfHtml(html: string): string {
  const tags = html.match(/<[a-z]/gi)?.length ?? 0;
  const text = tags > maxTags ? withoutTags(html) : convert(html);
  const lines = text.split('\n').map((line) => line.trimEnd());
  return lines.join('\n').slice(0, mailLimits.bodyCharacters);
}

/** Each expression ends at the next `<`, so that none looks at a character twice. */
const withoutTags = (html: string): string =>
  html
    .replace(/<\/?(?:p|div|tr|li|ul|ol|table|br|hr|h[1-6])\b[^<>]*>/gi, '\n')
    .replace(/<[^<>]*>/g, ' ')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim();
