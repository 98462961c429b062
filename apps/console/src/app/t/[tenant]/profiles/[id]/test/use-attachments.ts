'use client';

import { useState } from 'react';
import { requestHeaders } from '@/api/answer.ts';
import { useTenantId } from '@/api/use-tenant-id.ts';

/** What a message may carry in all, as the API counts it. */
export const largestBytes = 25 * 1024 * 1024;

export interface Attachment {
  key: string;
  name: string;
  sizeBytes: number;
  /** 0 to 1. */
  progress: number;
  /** Of the uploaded file. */
  id: string | null;
  failure: string | null;
  abort: () => void;
}

export interface AttachmentList {
  list: readonly Attachment[];
  add: (files: Iterable<File>) => void;
  remove: (key: string) => void;
  ids: string[];
  isUploading: boolean;
}

/** Files go to the API as soon as they are chosen; the message names them. */
export function useAttachments(): AttachmentList {
  const tenantId = useTenantId();
  const [list, setList] = useState<readonly Attachment[]>([]);
  const change = (key: string, changes: Partial<Attachment>): void =>
    setList((before) => before.map((one) => (one.key === key ? { ...one, ...changes } : one)));

  const add = (files: Iterable<File>): void => {
    let total = list.reduce((sum, one) => sum + (one.failure === null ? one.sizeBytes : 0), 0);
    for (const file of files) {
      const key = crypto.randomUUID();
      const attachment = { key, name: file.name, sizeBytes: file.size, progress: 0, id: null, failure: null, abort: () => undefined };
      const fits = total + file.size <= largestBytes;
      if (fits) total += file.size;
      const abort = fits ? upload(file, tenantId, (changes) => change(key, changes)) : attachment.abort;
      const failure = fits ? null : 'Attachments come to more than 25 MB in all.';
      setList((before) => [...before, { ...attachment, abort, failure }]);
    }
  };
  const remove = (key: string): void => {
    list.find((one) => one.key === key)?.abort();
    setList((before) => before.filter((one) => one.key !== key));
  };
  return {
    list,
    add,
    remove,
    ids: list.flatMap(({ id }) => id ?? []),
    isUploading: list.some(({ id, failure }) => id === null && failure === null),
  };
}

/** XMLHttpRequest, because fetch tells nothing of how far an upload has come. Answers with what stops it. */
function upload(file: File, tenantId: string | null, tell: (changes: Partial<Attachment>) => void): () => void {
  const request = new XMLHttpRequest();
  request.open('POST', `/api/v1/attachments?name=${encodeURIComponent(file.name)}`);
  const headers = { ...requestHeaders(tenantId), 'content-type': file.type || 'application/octet-stream' };
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  request.upload.addEventListener('progress', ({ loaded, total }) => tell({ progress: total === 0 ? 1 : loaded / total }));
  request.addEventListener('load', () => tell(outcomeOf(request)));
  request.addEventListener('error', () => tell({ failure: 'It could not be uploaded. Is Posthorn answering?' }));
  request.send(file);
  return () => request.abort();
}

function outcomeOf({ status, responseText }: XMLHttpRequest): Partial<Attachment> {
  const { id, errors } = parse(responseText);
  if (status === 201 && id !== undefined) return { id, progress: 1 };
  return { failure: errors?.[0]?.message ?? `It could not be uploaded (${status}).` };
}

/** The API's answer, or nothing where something in between answered. */
function parse(text: string): { id?: string; errors?: { message: string }[] } {
  try {
    return JSON.parse(text) as { id?: string; errors?: { message: string }[] };
  } catch {
    return {};
  }
}
