import { commitmentsTexts } from './commitments.texts.js';

/** Texts of materials, commitments and of the object store that keeps them. */
export const papersTexts = {
  'zh-CN': {
    ...commitmentsTexts['zh-CN'],
    OBJECT_STORE_UNAVAILABLE: '文件存储暂时不可用，未保存任何内容，请稍后重试。',
    MATERIAL_TOO_LARGE: '文件超过 {{mib}} MiB，未保存；请压缩或拆分后重新提交。',
    TOO_MANY_MATERIALS: '该申请的材料已达上限，不能再提交。',
    EMPTY_FILE: '文件没有内容，请选择正确的文件后重新提交。',
    DIGEST_MISMATCH: '收到的内容与所附的 SHA-256 不一致，未保存；请核对文件后重新提交。',
    MATERIAL_TYPE: '文件内容不是 PDF、JPEG、PNG、DOCX 或 OFD，未保存。',
    TYPE_MISDECLARED: '文件内容为 {{type}}，与声明的类型不符，未保存。',
    EXTENSION_MISLEADING: '文件内容为 {{type}}，与文件扩展名不符，未保存；请改正文件名后重新提交。',
    FILE_NAME: '文件名过长，或含有控制字符、斜杠等不允许的字符。',
    IS_SHA256: '应为 64 位小写十六进制的 SHA-256。',
    UPLOAD_BROKEN_OFF: '上传中断，未保存任何内容，请重新提交。',
    MATERIAL_WITHDRAWN: '该材料已撤回。',
    DORMANT_ITEM_SETTLED: '该待核查事项已经处理。',
    NOT_VERIFIED: '该失信信息尚未逐案核查，请先核查。',
    DRAFTING_NOW: '他人正在拟定该事项的决定，请稍后查看。',
    LEAVES_ONLY: '继续在列的，不填移出依据。',
    STAYS_ONLY: '应当移出的，不填再次核查日期。',
  },
  en: {
    ...commitmentsTexts.en,
    OBJECT_STORE_UNAVAILABLE: 'The file store is away; nothing was kept. Please try again later.',
    MATERIAL_TOO_LARGE:
      'The file is larger than {{mib}} MiB and was not kept; compress or split it and send it again.',
    TOO_MANY_MATERIALS: 'The application has as many papers as it may have.',
    EMPTY_FILE: 'There is nothing in the file; choose the right one and send it again.',
    DIGEST_MISMATCH:
      'What arrived does not match the SHA-256 that was given, and was not kept; check the file and send it again.',
    MATERIAL_TYPE: 'The content is not PDF, JPEG, PNG, DOCX or OFD, and was not kept.',
    TYPE_MISDECLARED: 'The content is {{type}}, which is not the declared type; it was not kept.',
    EXTENSION_MISLEADING:
      "The content is {{type}}, which the file's extension does not say; it was not kept. Correct the name and send it again.",
    FILE_NAME: 'The file name is too long, or has characters that no file name may have.',
    IS_SHA256: 'This must be a SHA-256 in 64 lower-case hexadecimal digits.',
    UPLOAD_BROKEN_OFF: 'The upload broke off and nothing was kept; please send it again.',
    MATERIAL_WITHDRAWN: 'This paper was withdrawn.',
    DORMANT_ITEM_SETTLED: 'This item of the work list is settled.',
    NOT_VERIFIED: 'Nobody has verified this case yet; that comes first.',
    DRAFTING_NOW: 'Somebody else is drafting this decision; please look again shortly.',
    LEAVES_ONLY: 'What stays on the list has no basis for leaving it.',
    STAYS_ONLY: 'What leaves the list is not looked at again.',
  },
};
