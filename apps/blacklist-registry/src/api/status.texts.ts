/** What is said to whoever asks about the status of a subject. */
export const statusTexts = {
  'zh-CN': {
    BEYOND_COMPLETE:
      '登记库目前仅完整至 {{completeThrough}}，不能就此后的时点作出证明；请改询该时点或稍后再试。',
    NOT_YET_COMPLETE: '登记库正在核对尚未处理的决定，暂不能出具证明，请稍后重试。',
    ID_NUMBER_IN_ADDRESS:
      '公民身份号码（包括可能是误写的）不得出现在网址中；查询自然人请改用 POST /v1/subjects/status，并将号码置于正文。',
  },
  en: {
    BEYOND_COMPLETE:
      'The register is complete up to {{completeThrough}} and can state nothing about later times; ask about that time, or try again later.',
    NOT_YET_COMPLETE:
      'The register is still checking for decisions that wait, and can state nothing yet. Please try again soon.',
    ID_NUMBER_IN_ADDRESS:
      'An identity number, or what may be a mistyped one, must not be in an address; ask about a person with POST /v1/subjects/status, with the number in the body.',
  },
};
