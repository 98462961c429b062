/**
 * Names come from people: they may hold line breaks, direction overrides, 300 emoji or an advertisement. Every value
 * that reaches a mail passes through one of these functions where the mail's content is put together, and nowhere else.
 */

/** Controls, direction marks and overrides, invisible fillers. ZWJ and ZWNJ stay: emoji and Persian need them. */
const unwanted =
  /[\p{Cc}\p{Co}\p{Cn}\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]/gu;
const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Stacked combining marks make one character arbitrarily tall; no script needs more than three on one base. */
const stackedMarks = /(\p{M}{3})\p{M}+/gu;

/** One line without controls or direction overrides, cut to `max` visible characters with an ellipsis. */
export function cleanLine(value: string, max: number): string {
  const line = value.toWellFormed().normalize('NFC').replace(unwanted, ' ').replace(stackedMarks, '$1').replace(/\s+/gu, ' ').trim();
  const characters = Array.from(graphemes.segment(line.slice(0, max * 40)), ({ segment }) => segment);
  return characters.length > max
    ? `${characters
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`
    : characters.join('');
}

/** As `cleanLine`, but keeps line breaks: at most `maxLines` lines of `maxPerLine` characters, empty ones dropped. */
export function cleanLines(value: string, maxLines: number, maxPerLine: number): string[] {
  return value
    .split(/\r\n|\r|\n/)
    .map((line) => cleanLine(line, maxPerLine))
    .filter((line) => line !== '')
    .slice(0, maxLines);
}

/**
 * A name for running text: cut to 80 characters, isolated if it reads right to left, and never turned into a link by
 * the reader's mail program: an organisation named "win.example.com" must not be one (a zero-width non-joiner after the dot).
 */
export function nameInText(value: string): string {
  const line = cleanLine(value, 80).replace(/([\p{L}\p{N}:/])([.:/@])(?=[\p{L}\p{N}/])/gu, '$1$2\u200c');
  return rightToLeft.test(line) ? `\u2068${line}\u2069` : line;
}

/** A name for a subject: cut to 48 characters. */
export function nameInSubject(value: string): string {
  return cleanLine(value, 48);
}
