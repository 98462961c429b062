import { describeRows, symptomOf } from '../test/describe-rows.ts';
import { tlsSymptoms } from './catalogue-tls.ts';
import { explain, rowFor } from './catalogue.ts';

const notTls = 'SSL routines:tls_validate_record_header:wrong version number';
const alertVersion = 'SSL routines:ssl3_read_bytes:tlsv1 alert protocol version';

describeRows(tlsSymptoms, {
  'tls-on-a-plain-port': {
    example: { stage: 'TLS', cause: ['EPROTO', notTls], settings: { security: 'TLS' } },
    nearMiss: { stage: 'TLS', cause: ['EPROTO', notTls] },
  },
  'plain-on-a-tls-port': {
    example: { stage: 'GREETING', cause: ['TIMEOUT'], settings: { port: 465 } },
    nearMiss: { stage: 'GREETING', cause: ['TIMEOUT'], settings: { port: 465, security: 'TLS' } },
  },
  'speaks-tls': { example: { stage: 'GREETING', cause: ['SPEAKS_TLS'] }, nearMiss: { stage: 'GREETING', cause: ['TIMEOUT'] } },
  'certificate-expired': {
    example: { stage: 'TLS', cause: ['CERT_HAS_EXPIRED'] },
    nearMiss: { stage: 'TLS', cause: ['CERT_NOT_YET_VALID'] },
  },
  'certificate-not-yet-valid': {
    example: { stage: 'TLS', cause: ['CERT_NOT_YET_VALID'] },
    nearMiss: { stage: 'TLS', cause: ['CERT_HAS_EXPIRED'] },
  },
  'certificate-self-signed': {
    example: { stage: 'TLS', cause: ['DEPTH_ZERO_SELF_SIGNED_CERT'] },
    nearMiss: { stage: 'TLS', cause: ['UNABLE_TO_VERIFY_LEAF_SIGNATURE'] },
  },
  'certificate-untrusted': {
    example: { stage: 'TLS', cause: ['UNABLE_TO_VERIFY_LEAF_SIGNATURE'] },
    nearMiss: { stage: 'TLS', cause: ['SELF_SIGNED_CERT_IN_CHAIN'] },
  },
  'certificate-revoked': { example: { stage: 'TLS', cause: ['CERT_REVOKED'] }, nearMiss: { stage: 'TLS', cause: ['CERT_UNTRUSTED'] } },
  'certificate-for-another-host': {
    example: { stage: 'TLS', cause: ['ERR_TLS_CERT_ALTNAME_INVALID'] },
    nearMiss: { stage: 'TLS', cause: ['CERT_UNTRUSTED'] },
  },
  'tls-versions-empty': {
    example: { stage: 'TLS', cause: ['ERR_SSL_NO_PROTOCOLS_AVAILABLE', 'tls_construct_client_hello:no protocols available'] },
    nearMiss: { stage: 'TLS', cause: ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'unsupported protocol'] },
  },
  'tls-newer-wanted': {
    example: { stage: 'TLS', cause: ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', alertVersion], settings: { tlsMaximum: 'TLS_1_2' } },
    nearMiss: { stage: 'TLS', cause: ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', alertVersion], settings: { tlsMaximum: 'TLS_1_3' } },
  },
  'tls-too-old': {
    example: { stage: 'TLS', cause: ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', alertVersion] },
    nearMiss: { stage: 'TLS', cause: ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'sslv3 alert handshake failure'] },
  },
  'tls-client-certificate-wanted': {
    example: { stage: 'TLS', cause: ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'tlsv13 alert certificate required'] },
    nearMiss: { stage: 'TLS', cause: ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'tlsv1 alert unknown ca'] },
  },
  'tls-nothing-in-common': {
    example: { stage: 'TLS', cause: ['ERR_SSL_DH_KEY_TOO_SMALL', 'tls_process_ske_dhe:dh key too small'] },
    nearMiss: { stage: 'TLS', cause: ['ERR_SSL_INTERNAL_ERROR', 'tlsv1 alert internal error'] },
  },
  'tls-timeout': { example: { stage: 'TLS', cause: ['TIMEOUT'] }, nearMiss: { stage: 'TLS', cause: ['DROPPED'] } },
  'tls-failed': { example: { stage: 'TLS', cause: ['DROPPED'] }, nearMiss: { stage: 'STARTTLS', cause: ['DROPPED'] } },
});

it('offers the other kind of TLS where the chosen one does not fit the port', () => {
  const onPlain = explain(symptomOf({ stage: 'TLS', cause: ['EPROTO', notTls], settings: { security: 'TLS' } }));
  const onTls = explain(symptomOf({ stage: 'GREETING', cause: ['DROPPED'], settings: { port: 2465 } }));

  expect(onPlain.fix).toMatchObject({ kind: 'SET_SECURITY', security: 'STARTTLS_REQUIRED' });
  expect(onTls.fix).toMatchObject({ kind: 'SET_SECURITY', security: 'TLS' });
});

it('says which versions were allowed', () => {
  const sentence = (settings: object): string =>
    explain(symptomOf({ stage: 'TLS', cause: ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'unsupported protocol'], settings })).sentence;

  expect(sentence({})).toContain('(TLS 1.2 to TLS 1.3)');
  expect(sentence({ tlsMinimum: 'TLS_1_3' })).toContain('(TLS 1.3)');
  expect(sentence({ tlsMinimum: 'TLS_1_0', tlsMaximum: 'TLS_1_1' })).toContain('(TLS 1.0 to TLS 1.1)');
});

it('reads TLS words only at the TLS stage: a server may say them in a reply too', () => {
  expect(rowFor(symptomOf({ stage: 'MAIL', reply: '554 unsupported protocol version' })).id).toBe('sender-refused');
});
