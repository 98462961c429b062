const labels: Record<string, string> = {
  DNS: 'Look up the host',
  CONNECT: 'Connect',
  PROXY: 'Proxy',
  TLS: 'TLS handshake',
  GREETING: 'Greeting',
  EHLO: 'EHLO',
  STARTTLS: 'STARTTLS',
  AUTH: 'Sign in',
  MAIL: 'Sender',
  RCPT: 'Recipient',
  DATA: 'Message',
};

/** A stage of the SMTP conversation in words. */
export const stageLabel = (stage: string): string => labels[stage] ?? stage;
