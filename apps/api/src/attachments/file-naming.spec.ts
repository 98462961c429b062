import { fileNameOf, mediaTypeOf } from './file-naming.ts';

describe('the name of an uploaded file', () => {
  it.each([
    ['attachment; filename="report 1.pdf"', 'report 1.pdf'],
    ['attachment; filename=report.pdf', 'report.pdf'],
    ['attachment; filename="a \\"b\\".txt"', 'a "b".txt'],
    [`attachment; filename="x.txt"; filename*=UTF-8''Sch%C3%A4den.pdf`, 'Schäden.pdf'],
    [`attachment; filename="${Buffer.from('Schäden.pdf').toString('latin1')}"`, 'Schäden.pdf'],
    ['inline', undefined],
    [undefined, undefined],
  ])('in %j is %j', (header, name) => {
    expect(fileNameOf(header)).toBe(name);
  });
});

describe('a media type', () => {
  it.each([
    ['text/csv; charset=utf-8', 'text/csv'],
    ['', 'application/octet-stream'],
    [undefined, 'application/octet-stream'],
  ])('of %j is %s', (header, type) => {
    expect(mediaTypeOf(header)).toBe(type);
  });
});
