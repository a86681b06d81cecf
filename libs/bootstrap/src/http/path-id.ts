import { Param } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { idPattern, type IdPrefix } from '#contracts';
import { notFound } from '../problems/problem.js';

/** The `{id}` of a path. One of another kind or form is simply not found. */
export function PathId(prefix: IdPrefix, name = 'id'): ParameterDecorator {
  const source = idPattern(prefix);
  const pattern = new RegExp(source);
  const parameter = Param(name, {
    transform: (value: unknown) => {
      if (typeof value !== 'string' || !pattern.test(value)) throw notFound(name);
      return value;
    },
  });
  return (target, method, index) => {
    parameter(target, method, index);
    const handler = method && Object.getOwnPropertyDescriptor(target, method);
    if (!handler) return;
    const example = `${prefix}_01KAPA00000000000000000000`;
    ApiParam({ name, schema: { type: 'string', pattern: source, example } })(
      target,
      method,
      handler,
    );
  };
}
