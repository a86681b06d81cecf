import { Param } from '@nestjs/common';
import { idPattern, type IdPrefix } from '#contracts';
import { notFound } from '../problems/problem.js';

/** The `{id}` of a path. One of another kind or form is simply not found. */
export function PathId(prefix: IdPrefix, name = 'id'): ParameterDecorator {
  const pattern = new RegExp(idPattern(prefix));
  return Param(name, {
    transform: (value: unknown) => {
      if (typeof value !== 'string' || !pattern.test(value)) throw notFound(name);
      return value;
    },
  });
}
