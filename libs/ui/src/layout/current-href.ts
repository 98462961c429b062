/** The navigation entry a path belongs to: the longest `href` that is the path or a folder of it. */
export function currentHref(hrefs: readonly string[], path: string): string | undefined {
  return hrefs
    .filter((href) => path === href || path.startsWith(href.endsWith('/') ? href : `${href}/`))
    .toSorted((one, other) => other.length - one.length)[0];
}
