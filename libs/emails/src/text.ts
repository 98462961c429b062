import type { Branding, RenderOptions } from './account-mail.ts';
import type { MailContent } from './content.ts';
import { messages } from './messages.ts';
import type { Messages } from './messages.ts';
import { cleanLine, cleanLines, nameInText } from './names.ts';

/** Lines of plain text are at most this long; a link is never broken. */
const columns = 76;

/** The mail as plain text that reads well by itself: same content, same order as the HTML. */
export function textOf(content: MailContent, options: RenderOptions): string {
  const t = messages[options.locale];
  const blocks = [
    content.greeting,
    ...content.paragraphs,
    content.detail === null ? null : `${t.detail}\n${content.detail}`,
    content.ifNotYou === null ? null : `${t.ifNotYou}\n${content.ifNotYou}`,
    content.action === null ? null : `${content.action.label}:\n${content.action.link}`,
    content.action?.ends ?? null,
    content.caution,
    footerOf(content, options.branding, t),
  ];
  return `${blocks
    .filter((block) => block !== null)
    .map(wrapped)
    .join('\n\n')}\n`;
}

function footerOf(content: MailContent, branding: Branding, t: Messages): string {
  const support = supportAddressOf(branding);
  const lines = [
    '-- ',
    `${t.why} ${content.why}`,
    support === null ? null : t.help(support),
    t.sentBy(nameInText(branding.productName)),
    ...footerLinesOf(branding),
  ];
  return lines.filter((line) => line !== null).join('\n');
}

export function supportAddressOf(branding: Branding): string | null {
  return branding.supportAddress === null ? null : cleanLine(branding.supportAddress, 254) || null;
}

export function footerLinesOf(branding: Branding): string[] {
  return branding.footer === null ? [] : cleanLines(branding.footer, 8, 200);
}

function wrapped(block: string): string {
  return block.split('\n').map(wrappedLine).join('\n');
}

function wrappedLine(line: string): string {
  if (line.length <= columns) return line;
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    if (current !== '' && current.length + 1 + word.length > columns) {
      lines.push(current);
      current = word;
    } else {
      current = current === '' ? word : `${current} ${word}`;
    }
  }
  return [...lines, current].join('\n');
}
