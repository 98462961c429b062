import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  transpilePackages: ['@posthorn/ui', '@posthorn/contracts'],
  // Browsers ask for it on pages that name no icon.
  redirects: async () => [{ source: '/favicon.ico', destination: '/icon.svg', permanent: false }],
  experimental: {
    // forbidden(): a page of its own, with status 403, for the no-permission state.
    authInterrupts: true,
  },
};

export default config;
