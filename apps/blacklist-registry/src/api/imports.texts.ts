/** Why an import, or one of its rows, is refused; each says what to do. */
export const importTexts = {
  'zh-CN': {
    FULL_ONLY_BASELINE: '只有基线导入（mode=baseline）才能标明为全量（full=true）。',
    IMPORT_COLUMNS: '表头缺少必要的列：{{missing}}。请核对首行列名。',
    IMPORT_EMPTY: '文件中没有任何数据行，未作导入。',
    IMPORT_NOT_TEXT: '文件是压缩包或电子表格，不是文本；请解压，或另存为 CSV 后发送。',
    EXPORTED_IN_FUTURE: '导出时间不得晚于现在。',
    IMPORT_TOO_LARGE: '文件超过 {{gigabytes}} GB，请拆分后分次导入。',
    IMPORT_OTHER_FILE: '续传的文件与此前上传的不是同一文件，请从头发送原文件，或作为新的导入发送。',
    IMPORT_GOES_ON_ELSEWHERE: '该次导入正在由另一请求继续，请稍后查询进度。',
    UPLOAD_CUT_OFF: '上传中断；已处理的行保持有效，可用 resume 续传。',
    UNKNOWN_CHARSET: '无法识别所声明的字符编码。',
    ROW_NOT_JSON: '该行不是有效的 JSON。',
    ROW_TOO_LONG: '该行过长，不是一条记录。',
    CSV_QUOTES: '引号不成对，该行无法读取。',
    CSV_COLUMN_COUNT: '列数与表头不一致。',
    ID_NUMBER_MASKED: '身份证号码已脱敏，无法据以确定被执行人，请使用本院导出的完整号码。',
    UNREADABLE_CHARACTERS: '含有无法识别的字符，请核对文件编码。',
    UNKNOWN_SUBJECT_TYPE:
      '无法识别被执行人类型：请注明自然人（0）或单位（1）；未注明的，证件号码须为有效的公民身份号码、统一社会信用代码或组织机构代码。',
    UNKNOWN_GROUND: '无法识别失信行为具体情形，请按 Art 1 第（一）至（六）项填写。',
    UNKNOWN_PERFORMANCE: '无法识别履行情况。',
  },
  en: {
    FULL_ONLY_BASELINE: 'Only a baseline import (mode=baseline) can be full.',
    IMPORT_COLUMNS: 'The header lacks necessary columns: {{missing}}. Please check the first line.',
    IMPORT_EMPTY: 'The file has no rows; nothing was imported.',
    IMPORT_NOT_TEXT:
      'The file is an archive or a spreadsheet and no text. Unpack it, or save it as CSV.',
    EXPORTED_IN_FUTURE: 'An export cannot have been made later than now.',
    IMPORT_TOO_LARGE: 'The file is larger than {{gigabytes}} GB; please send it in parts.',
    IMPORT_OTHER_FILE:
      'This is not the file that was sent before. Send that one from its start, or this one as a new import.',
    IMPORT_GOES_ON_ELSEWHERE: 'Another request goes on with this import; look at its progress.',
    UPLOAD_CUT_OFF: 'The upload was cut off. What is settled stays; go on with resume.',
    UNKNOWN_CHARSET: 'The charset is unknown.',
    ROW_NOT_JSON: 'The line is not valid JSON.',
    ROW_TOO_LONG: 'The row is too long to be a record.',
    CSV_QUOTES: 'A quote is not closed; the row cannot be read.',
    CSV_COLUMN_COUNT: 'The row has another number of columns than the header.',
    ID_NUMBER_MASKED:
      'The identity number is masked and so names nobody; use an export with full numbers.',
    UNREADABLE_CHARACTERS: 'There are unreadable characters; check the encoding of the file.',
    UNKNOWN_SUBJECT_TYPE:
      'Say whether the debtor is a natural person (0) or a unit (1); where nothing is said, its number must be valid: an identity number, a credit code or an organisation code.',
    UNKNOWN_GROUND: 'The conduct is none of Art 1 items (1) to (6).',
    UNKNOWN_PERFORMANCE: 'The state of performance is not recognised.',
  },
};
