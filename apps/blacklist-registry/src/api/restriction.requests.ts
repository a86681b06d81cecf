import { ChoiceField, CitizenIdField, ClearTextField, DateField, NestedField } from '#bootstrap';
import { BOUND_ROLES, RESTRICTION_KINDS, type BoundRole, type RestrictionKind } from '#contracts';

/** The officer of a unit whom a restriction binds. Stored encrypted; never leaves the registry. */
export class BoundPersonRequest {
  @ClearTextField({ description: '姓名', example: '沈若棠', maxLength: 100 })
  name: string;

  @CitizenIdField({ description: '公民身份号码 (GB 11643-1999)', example: '340104190006150018' })
  idNumber: string;
}

/** 限制消费 or 限制出境 of one person: the debtor, or an officer of the unit that is the debtor. */
export class RestrictionRequest {
  @ChoiceField(RESTRICTION_KINDS, {
    description: 'SPENDING 限制消费 (法释〔2015〕17号), EXIT 限制出境 (民事诉讼法 Art 266)',
    example: 'SPENDING',
  })
  kind: RestrictionKind;

  @ChoiceField(BOUND_ROLES, {
    description: '被限制的人：被执行人，或单位的法定代表人、主要负责人、直接责任人员、实际控制人',
    example: 'DEBTOR',
  })
  boundRole: BoundRole;

  @NestedField(() => BoundPersonRequest, {
    description: 'The officer; left out for DEBTOR, whom the listing names',
    optional: true,
  })
  person?: BoundPersonRequest;

  @DateField({ description: '限制决定（限制消费令）作出日期', example: '2026-03-02' })
  decidedOn: string;
}
