import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { requestOf } from './request.ts';

/** The actor the guard settled on for this operation. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext) => requestOf(context).actor);
