import { dayMs } from '@posthorn/contracts';
import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** What a TLS server needs (`key`, `cert`) and what a client must trust to accept it (`ca`), all PEM. */
export interface Certificate {
  key: string;
  cert: string;
  ca: string;
}

/** A certificate authority of a test's own. */
export interface Authority {
  /** Its certificate, PEM. */
  ca: string;
  issue(options?: CertificateOptions): Promise<Certificate>;
}

export interface CertificateOptions {
  /** DNS names. Default `localhost`. */
  names?: string[];
  /** IP addresses. Default `127.0.0.1`. */
  addresses?: string[];
  /** Default yesterday. */
  validFrom?: Date;
  /** Default in ten days. */
  validTo?: Date;
  /** Signed by itself instead of an authority; `ca` then is the certificate. */
  selfSigned?: boolean;
}

/** A certificate from an authority made for it alone. */
export async function issueCertificate(options: CertificateOptions = {}): Promise<Certificate> {
  return (await issueAuthority()).issue(options);
}

export async function issueAuthority(): Promise<Authority> {
  const keys = await generateKeys();
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    // A name of its own: of two authorities with one name, OpenSSL takes the wrong one for the issuer.
    name: `CN=Posthorn test authority ${randomBytes(4).toString('hex')}`,
    notBefore: new Date(Date.now() - dayMs),
    notAfter: new Date(Date.now() + 10 * dayMs),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
  const ca = root.toString('pem');
  return { ca, issue: (options = {}) => issueFrom({ issuer: root.subject, signingKey: keys.privateKey, ca }, options) };
}

async function issueFrom(
  authority: { issuer: string; signingKey: webcrypto.CryptoKey; ca: string },
  options: CertificateOptions,
): Promise<Certificate> {
  const keys = await generateKeys();
  const subject = `CN=${options.names?.[0] ?? 'localhost'}`;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject,
    issuer: options.selfSigned ? subject : authority.issuer,
    notBefore: options.validFrom ?? new Date(Date.now() - dayMs),
    notAfter: options.validTo ?? new Date(Date.now() + 10 * dayMs),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: options.selfSigned ? keys.privateKey : authority.signingKey,
    extensions: [subjectAlternativeNames(options)],
  });
  const cert = certificate.toString('pem');
  return { key: await privateKeyPem(keys.privateKey), cert, ca: options.selfSigned ? cert : authority.ca };
}

function subjectAlternativeNames(options: CertificateOptions): x509.SubjectAlternativeNameExtension {
  return new x509.SubjectAlternativeNameExtension([
    ...(options.names ?? ['localhost']).map((value) => ({ type: 'dns' as const, value })),
    ...(options.addresses ?? ['127.0.0.1']).map((value) => ({ type: 'ip' as const, value })),
  ]);
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

/** Positive and of a fixed length: the first octet's top bit is clear and the octet is not zero. */
function serialNumber(): string {
  return `4${randomBytes(15).toString('hex').slice(1)}`;
}

async function privateKeyPem(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${der.replace(/.{64}/gu, '$&\n')}\n-----END PRIVATE KEY-----\n`;
}
