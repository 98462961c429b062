export interface Picture {
  page: string;
  state: 'filled' | 'empty' | 'loading' | 'error';
  scheme: 'light' | 'dark';
  width: number;
  /** Beside the sheet. */
  file: string;
}

/** A page to look through pictures: a section for each page, a row for each state, small pictures that open the large ones. */
export function contactSheet(pictures: readonly Picture[]): string {
  const pages = [...new Set(pictures.map(({ page }) => page))];
  const sections = pages.map((page) => {
    const own = pictures.filter((picture) => picture.page === page);
    const rows = [...new Set(own.map(({ state }) => state))].map((state) => row(state, own));
    return `<section id="${page}"><h2>${page}</h2>${rows.join('')}</section>`;
  });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Posthorn: every page</title><style>
body { font: 14px system-ui, sans-serif; margin: 24px; background: #e7e9ec; color: #16181d }
nav { columns: 5 160px; margin-bottom: 24px }
nav a { display: block }
.row { display: flex; gap: 12px; align-items: flex-start; margin-bottom: 12px }
h3 { width: 64px; margin: 0; font-weight: 500 }
img { height: 260px; max-width: 460px; object-fit: cover; object-position: top; border: 1px solid #b9bec6; background: #fff }
</style><h1>Every page of the console</h1><nav>${pages.map((page) => `<a href="#${page}">${page}</a>`).join('')}</nav>
${sections.join('\n')}
</html>
`;
}

function row(state: Picture['state'], pictures: readonly Picture[]): string {
  const images = pictures
    .filter((picture) => picture.state === state)
    .map(
      ({ file, page, scheme, width }) =>
        `<a href="${file}"><img loading="lazy" src="${file}" alt="${page}, ${state}, ${scheme}, ${width} wide" title="${scheme}, ${width}"></a>`,
    );
  return `<div class="row"><h3>${state}</h3>${images.join('')}</div>`;
}
