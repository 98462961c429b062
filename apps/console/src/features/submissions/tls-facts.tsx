'use client';

import { Badge, CopyButton, DefinitionList, Disclosure, RelativeTime } from '@posthorn/ui';
import type { ReactElement } from 'react';
import type { Check } from './use-check.ts';

type Tls = NonNullable<Check['stages'][number]['tls']>;
type CertificateFacts = Tls['chain'][number];

/** What the handshake came to: version, cipher, and whose certificates were shown. */
export function TlsFacts({ tls }: { tls: Tls }): ReactElement {
  const [own] = tls.chain;
  return (
    <div className="flex flex-col gap-1 text-sm">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Badge tone={tls.trusted ? 'success' : 'danger'}>{tls.trusted ? 'Trusted' : 'Not trusted'}</Badge>
        <span>{tls.version}</span>
        <span className="font-mono text-xs text-muted-foreground">{tls.cipher}</span>
      </p>
      {tls.reason && <p className="font-mono text-xs text-danger">{tls.reason}</p>}
      {own !== undefined && (
        <Disclosure bare title={tls.chain.length === 1 ? '1 certificate' : `${tls.chain.length} certificates`} note={expiryNote(own)}>
          <ol className="flex flex-col gap-3">
            {tls.chain.map((certificate) => (
              <li key={certificate.fingerprint256}>
                <Certificate certificate={certificate} />
              </li>
            ))}
          </ol>
        </Disclosure>
      )}
    </div>
  );
}

const expiryNote = (certificate: CertificateFacts): ReactElement => (
  <>
    valid until <RelativeTime value={certificate.validTo} show="short" />
  </>
);

export function Certificate({ certificate }: { certificate: CertificateFacts }): ReactElement {
  const { subject, issuer, names, validFrom, validTo, fingerprint256 } = certificate;
  return (
    <DefinitionList
      className="sm:grid-cols-[6rem_1fr]"
      items={[
        { term: 'Subject', value: subject || null },
        { term: 'Names', value: names.length === 0 ? null : names.join(', '), mono: true },
        { term: 'Issued by', value: issuer === subject ? `${issuer} (itself)` : issuer },
        {
          term: 'Valid',
          value: (
            <>
              <RelativeTime value={validFrom} show="short" /> to <RelativeTime value={validTo} show="short" />
            </>
          ),
        },
        {
          term: 'SHA-256',
          value: (
            <span className="flex items-start gap-1">
              <span className="min-w-0 break-all">{fingerprint256}</span>
              <CopyButton value={fingerprint256} label="Copy fingerprint" />
            </span>
          ),
          mono: true,
        },
      ]}
    />
  );
}
