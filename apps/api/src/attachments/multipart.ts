import type { Readable } from 'node:stream';
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import type { Request } from 'express';
import { invalidInput, tooLarge } from '../platform/errors/app-error.ts';

export interface FilePart {
  /** The form's name of the part. */
  field: string;
  fileName: string | undefined;
  mediaType: string;
  octets: Readable;
}

export interface MultipartLimits {
  /** Files at most. */
  files: number;
  /** The one part that is text, whatever its type: its name, and its octets at most. */
  text?: { field: string; octets: number };
}

export const isMultipart = (request: Request): boolean => /^multipart\/form-data\b/i.test(request.headers['content-type'] ?? '');

/**
 * Reads a form as it comes. `onFile` consumes each file's octets before the next part is read; its failure ends the reading. Answers the
 * text part. Throws INVALID_INPUT for what is no form, breaks off, or has more parts than allowed.
 */
export function readMultipart(
  request: Request,
  limits: MultipartLimits,
  onFile: (part: FilePart) => Promise<void>,
): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    let text: string | undefined;
    let files = Promise.resolve();
    let open: Readable | undefined;
    const fail = (error: Error) => {
      request.unpipe();
      request.resume();
      // Who reads it would wait for ever.
      open?.destroy(error);
      reject(error);
    };
    const parser = parserOf(request, limits);
    if (!parser) return reject(invalidInput('', 'This is no multipart/form-data: its header names no boundary.'));
    parser.on('file', (field, octets, fileName, _encoding, mediaType) => {
      open = octets.once('error', () => undefined);
      files = files.then(() => onFile({ field, fileName, mediaType, octets }));
      files.catch((error: unknown) => fail(error instanceof Error ? error : brokenOff()));
    });
    parser.on('field', (field, value, _nameCut, cut) => {
      const known = limits.text;
      if (field !== known?.field) return fail(invalidInput(field, unknownPart(limits)));
      if (cut) return fail(tooLarge(field, `The part ${field} is at most ${known.octets / 1024 / 1024} MB.`));
      text = value;
    });
    parser.on('filesLimit', () =>
      fail(invalidInput('', `The form may hold at most ${limits.files} ${limits.files === 1 ? 'file' : 'files'}.`)),
    );
    parser.on('partsLimit', () => fail(invalidInput('', 'The form has too many parts.')));
    parser.on('error', () => fail(brokenOff()));
    parser.on('finish', () => void files.then(() => resolve(text), reject));
    request.once('aborted', () => fail(brokenOff()));
    request.pipe(parser);
  });
}

/** The answer to a body that ended too early; nobody may be there to read it. */
export const brokenOff = () => invalidInput('', 'The request broke off before it was whole.');

const unknownPart = ({ text }: MultipartLimits) =>
  text ? `Beside files the form has one part, ${text.field}.` : 'The form holds one file and nothing else.';

function parserOf({ headers }: Request, { files, text }: MultipartLimits): BusboyInstance | null {
  try {
    return new Busboy({
      headers: headers as BusboyHeaders,
      preservePath: true,
      // Programs give the text part a file name too: a Blob of a FormData has one.
      isPartAFile: (field, _type, fileName) => field !== text?.field && fileName !== undefined,
      limits: { files, fields: 2, parts: files + 2, fieldNameSize: 200, fieldSize: text?.octets ?? 1_000 },
    });
  } catch {
    return null;
  }
}
