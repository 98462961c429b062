import { compile } from 'html-to-text';

const convert = compile({
  wordwrap: false,
  // Deeper nesting is no mail but an attempt on the stack.
  limits: { maxDepth: 200, ellipsis: '…' },
  selectors: [
    { selector: 'img', format: 'skip' },
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, ignoreHref: false } },
    { selector: 'table', format: 'dataTable', options: { uppercaseHeaderCells: false } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
});

/** What a reader without HTML sees of it. */
export const textOfHtml = (html: string): string => convert(html);
