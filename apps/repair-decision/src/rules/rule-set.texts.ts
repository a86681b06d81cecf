import { createTexts } from '#i18n';

/** What is wrong with a rule set, said to whoever wrote it, with what to do. */
export const { text } = createTexts({
  'zh-CN': {
    FILE_MISSING: '找不到该文件，请检查路径。',
    EMPTY_FOLDER: '该文件夹中没有规则集（*.yaml）。',
    FILE_UNREADABLE: '无法读取该文件（{{why}}），请检查文件权限。',
    NOT_A_FILE: '这不是文件，请写明规则集文件的路径。',
    FILE_TOO_LARGE: '文件超过 {{limit}} KB，规则集不应这么大，请检查是否选错了文件。',
    NOT_TEXT: '文件不是 UTF-8 文本，请以 UTF-8 编码另存。',
    EMPTY: '文件中没有内容，请参照 rules/ 中的示例编写。',
    YAML_SYNTAX: 'YAML 语法错误，请检查缩进、冒号和引号（{{why}}）。',
    YAML_DUPLICATE_KEY: '同一处重复写了同名字段，请只保留一个。',
    YAML_SEVERAL_DOCUMENTS: '一个文件只能写一个规则集，请删除多余的“---”部分。',
    YAML_ALIAS: '规则集不得使用锚点（&）和引用（*），请将内容完整写出。',
    YAML_TAG: '规则集不得使用标签（!），请写普通的文字、数字或 true/false。',
    TOO_DEEP: '层级过深（超过 {{limit}} 层），请简化。',
    UNKNOWN_FIELD: '不认识字段“{{field}}”，请删除或更正；此处可用：{{known}}。',
    UNKNOWN_CONDITION: '不认识条件“{{field}}”，请更正；可用的条件：{{known}}。',
    MISSING_FIELD: '缺少字段“{{field}}”，请补上。',
    MISSING_SOURCE:
      '没有写明依据（{{field}}）。每条规则和每个期间都要写明依据，本院自定的写 kind: CONFIGURATION 并说明。',
    WRONG_TYPE: '此处应为{{expected}}。',
    NOT_ALLOWED: '此处只能写：{{allowed}}。',
    ONE_CONDITION: '此处应恰好写一个条件；需要多个时用 allOf 或 anyOf。',
    BAD_SET_ID: '规则集的 id 只能用小写字母、数字和连字符，如 part-performance。',
    BAD_CODE: '代码只能用大写字母、数字和下划线，如 SHAM_LITIGATION。',
    BLANK: '此处不能留空，也不能含有控制字符。',
    BAD_DATE: '此处应为真实存在的日期，如 2026-06-01。',
    BAD_TIME: '此处应为带时区的时间，如 2026-06-01T09:00:00+08:00。',
    OUT_OF_RANGE: '超出范围：{{rule}}。',
    REPEATED: '同一项重复写了两次，请只保留一个。',
    DUPLICATE_RULE: '规则 {{id}} 重复，每条规则的 id 只能出现一次。',
    DUPLICATE_MATERIAL: '材料 {{id}} 重复，每种材料只能列一次。',
    MATERIAL_NOT_LISTED:
      '材料 {{kind}} 没有列在 procedure.materials 中，申请人不会被要求提交，请补列。',
    TWO_ATTESTATIONS: '一条规则只能由承办人核实一个事实（attested），请拆分为两条规则。',
    BAR_NEEDS_LAW:
      '{{basis}} 是法定应当办理的事由，本院自定的规则不得阻却（BAR）；请改为 NOTE，或写明法律依据（kind: LAW）。',
    DUTY_TOO_SLOW: '{{basis}} 应在 {{days}} 个工作日内办理（规定第十条），期限不得更长。',
    SHIELD_WITHOUT_BASIS: '只有适用 T_TEMP_SHIELD 的规则集才能规定屏蔽期（shield），请删除。',
    SHIELD_MISSING:
      '适用 T_TEMP_SHIELD 的规则集应规定屏蔽期（procedure.shield）；不设期限的写 null。',
    SHIELD_DEFAULT_OVER_MAX: '默认屏蔽期不得长于最长屏蔽期。',
    CONSULT_NOT_REQUIRED:
      '该规则须有申请执行人的答复才能满足，但程序不征求其意见；请将 creditorConsult.required 设为 true。',
    UNKNOWN_COURT: '“{{court}}”不是法院代字，请写案号中的法院代字，如 皖0104。',
    IDENTITY_NUMBER: '此处含有公民身份号码，规则集和示例不得含有个人信息，请删除。',
    UNKNOWN_RULE: '本规则集中没有规则 {{rule}}，请更正。',
    RULE_WITHOUT_EXAMPLE:
      '没有示例说明规则 {{rule}}，请在 examples 的 expect.findings 中写明它的结果。',
    EXAMPLE_DIFFERS:
      '示例“{{name}}”与规则不符：示例写的是 {{expected}}，按规则得出 {{actual}}。请更正规则或示例。',
    EXAMPLE_OVERRIDE: '示例“{{name}}”中规则 {{expected}} 不能例外处理（{{actual}}）。',
    DUPLICATE_VERSION: '规则集 {{set}} 的同一版本在 {{file}} 中已有，请提高 version 或删除其一。',
    VERSION_ORDER: '规则集 {{set}} 的版本与 {{file}} 顺序矛盾：版本号较大的，生效日期应当较晚。',
    OVERLAP:
      '与 {{file}} 重叠：{{court}} 的 {{basis}} 同时适用两个规则集。请调整 courts、bases，或以 situation 区分。',
    NO_DEFAULT: '以下事由没有全国默认规则集（courts: default）：{{bases}}。',
    CHANGED_AFTER_USE:
      '规则集 {{set}} 第 {{version}} 版已启用，内容不得再改。请恢复原文，另存为新文件并提高 version。',
    UNKNOWN_SET: '配置 RULE_SET_COURTS 指定的规则集 {{set}} 不存在。',
    DEFAULT_HAS_COURTS: '配置 RULE_SET_COURTS 不得为全国默认规则集 {{set}} 指定法院。',
    BROKEN: '规则集有误，无法使用。',
  },
  en: {
    FILE_MISSING: 'There is no such file; check the path.',
    EMPTY_FOLDER: 'There is no rule set (*.yaml) in this folder.',
    FILE_UNREADABLE: 'The file cannot be read ({{why}}); check its permissions.',
    NOT_A_FILE: 'This is no file; name the file of a rule set.',
    FILE_TOO_LARGE:
      'The file is over {{limit}} KB, far more than a rule set; is it the right file?',
    NOT_TEXT: 'The file is not UTF-8 text; save it as UTF-8.',
    EMPTY: 'The file says nothing; start from an example in rules/.',
    YAML_SYNTAX: 'This is not YAML; check indentation, colons and quotes ({{why}}).',
    YAML_DUPLICATE_KEY: 'The same field is written twice in one place; keep one.',
    YAML_SEVERAL_DOCUMENTS: 'A file holds one rule set; remove what follows "---".',
    YAML_ALIAS: 'Anchors (&) and aliases (*) are not allowed in a rule set; write the text out.',
    YAML_TAG: 'Tags (!) are not allowed in a rule set; write plain text, numbers or true/false.',
    TOO_DEEP: 'This is nested too deeply (over {{limit}} levels); make it simpler.',
    UNKNOWN_FIELD: 'Unknown field "{{field}}": remove or correct it; known here: {{known}}.',
    UNKNOWN_CONDITION: 'Unknown condition "{{field}}": correct it; the conditions are: {{known}}.',
    MISSING_FIELD: 'The field "{{field}}" is missing; add it.',
    MISSING_SOURCE:
      'No legal source ({{field}}). Every rule and every period names what it rests on; what the court sets itself has kind: CONFIGURATION and says so.',
    WRONG_TYPE: 'This must be {{expected}}.',
    NOT_ALLOWED: 'Only these are possible here: {{allowed}}.',
    ONE_CONDITION: 'Write exactly one condition here; use allOf or anyOf for several.',
    BAD_SET_ID:
      'The id of a set has lower-case letters, digits and hyphens only, as part-performance.',
    BAD_CODE: 'A code has capitals, digits and underscores only, as SHAM_LITIGATION.',
    BLANK: 'This must say something, without control characters.',
    BAD_DATE: 'This must be a date that exists, as 2026-06-01.',
    BAD_TIME: 'This must be a time with its zone, as 2026-06-01T09:00:00+08:00.',
    OUT_OF_RANGE: 'Out of range: {{rule}}.',
    REPEATED: 'The same entry is there twice; keep one.',
    DUPLICATE_RULE: 'Rule {{id}} is there twice; the id of a rule is used once.',
    DUPLICATE_MATERIAL: 'Material {{id}} is there twice; each kind is listed once.',
    MATERIAL_NOT_LISTED:
      'Material {{kind}} is not in procedure.materials, so nobody would be asked for it; list it.',
    TWO_ATTESTATIONS: 'One rule rests on one attested fact; split it into two rules.',
    BAR_NEEDS_LAW:
      "{{basis}} is a duty by law, and a court's own rule must not bar it: make it a NOTE, or name the law (kind: LAW).",
    DUTY_TOO_SLOW:
      '{{basis}} is due within {{days}} working days (Art 10); the period must not be longer.',
    SHIELD_WITHOUT_BASIS: 'Only a set for T_TEMP_SHIELD has a shield period; remove it.',
    SHIELD_MISSING: 'A set for T_TEMP_SHIELD needs procedure.shield; write null for no limit.',
    SHIELD_DEFAULT_OVER_MAX: 'The default shield must not be longer than the longest one.',
    CONSULT_NOT_REQUIRED:
      "Only the creditor's answer can satisfy this bar, but the procedure asks no creditor: set creditorConsult.required to true.",
    UNKNOWN_COURT:
      '"{{court}}" is no court code; write the court part of its case numbers, as 皖0104.',
    IDENTITY_NUMBER:
      'This holds an identity number; rule sets and examples hold no personal data. Remove it.',
    UNKNOWN_RULE: 'This set has no rule {{rule}}; correct the name.',
    RULE_WITHOUT_EXAMPLE:
      'No example shows rule {{rule}}; say in expect.findings what it comes to.',
    EXAMPLE_DIFFERS:
      'Example "{{name}}" and the rules disagree: it expects {{expected}}, the rules come to {{actual}}. Correct one of them.',
    EXAMPLE_OVERRIDE: 'Example "{{name}}": rule {{expected}} cannot be overridden ({{actual}}).',
    DUPLICATE_VERSION:
      'This version of {{set}} is also in {{file}}; raise the version or remove one.',
    VERSION_ORDER:
      'The versions of {{set}} here and in {{file}} disagree: the higher version must take effect later.',
    OVERLAP:
      'Overlaps with {{file}}: {{court}} would have two sets for {{basis}}. Change courts or bases, or tell them apart by situation.',
    NO_DEFAULT: 'There is no default set (courts: default) for: {{bases}}.',
    CHANGED_AFTER_USE:
      'Version {{version}} of {{set}} is in use and must not change. Put the old text back, and save the change as a new file with a higher version.',
    UNKNOWN_SET: 'RULE_SET_COURTS names the set {{set}}, which does not exist.',
    DEFAULT_HAS_COURTS: 'RULE_SET_COURTS must not name courts for the default set {{set}}.',
    BROKEN: 'The rule sets are broken and cannot be used.',
  },
});

export type ProblemCode = Parameters<typeof text>[0];
