import type { DiscoveryService } from '@nestjs/core';

/** Every provider of this process's modules that carries the decorator: how what lies above registers with what lies below. */
export const markedProviders = <T>(discovery: DiscoveryService, mark: { KEY: string }): T[] =>
  discovery
    .getProviders()
    .filter(({ metatype }) => metatype && Reflect.hasMetadata(mark.KEY, metatype))
    .map(({ instance }) => instance as T);
