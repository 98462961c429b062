/** A part of the mail that its HTML may show. */
export interface InlineImage {
  cid: string;
  contentType: string;
  octets: Buffer;
}

/** Octets of all inline images that a preview shows; beyond it the rest are left out. */
export const previewImageOctets = 5 * 1024 * 1024;

const image = /^image\/(png|jpeg|gif|webp|bmp|avif)$/i;
export const isShownImage = ({ contentType }: { contentType: string }): boolean => image.test(contentType);

/** Characters that images add to a page: one shown a thousand times over would be gigabytes of the same. */
const maxCharacters = 2 * previewImageOctets;

/**
 * The HTML with `cid:` references replaced by the images themselves, as long as there is room. Everything else is left to the policy of the
 * response.
 */
export function withImages(html: string, images: readonly InlineImage[]): string {
  const known = new Map(images.map(({ cid, contentType, octets }) => [cid, `data:${contentType};base64,${octets.toString('base64')}`]));
  let left = maxCharacters;
  return html.replace(/\bcid:([^\s"'<>()]+)/gi, (whole, cid: string) => {
    const image = known.get(cid) ?? known.get(decoded(cid));
    if (image === undefined || image.length > left) return whole;
    left -= image.length;
    return image;
  });
}

/** A mail without HTML, as a page. */
export const pageOfText = (text: string): string =>
  `<!doctype html><meta charset="utf-8"><pre style="white-space: pre-wrap; font: 14px/1.5 ui-monospace, monospace; margin: 16px">${escaped(text)}</pre>`;

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
