export { clientAddress, isIn, parseNetworks, parseTrustedProxies } from './client-address.ts';
export { limitListener, listenerLimits, type ListenerLimits } from './listener-limits.ts';
export { isProxySecret, proxySecretHeader } from './proxy-secret.ts';
