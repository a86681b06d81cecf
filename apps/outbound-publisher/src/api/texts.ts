import { createTexts } from '#i18n';
import { channelsTexts } from './channels.texts.js';
import { contractTexts } from './contract.texts.js';
import { failureTexts } from './failure.texts.js';
import { snapshotTexts } from './snapshots.texts.js';
import { onboardingTexts } from './onboarding.texts.js';

/** Texts of the publisher's own rules. */
export const publisherTexts = createTexts({
  'zh-CN': {
    ...channelsTexts['zh-CN'],
    ...contractTexts['zh-CN'],
    ...failureTexts['zh-CN'],
    ...onboardingTexts['zh-CN'],
    ...snapshotTexts['zh-CN'],
    OTHER_SUBSCRIBER: '只能查看和办理本机构的事项。',
    LOOKUP_TEMPLATE:
      '查询地址应为 http(s) 地址，主机固定，并在“#”之前至少含有 {caseNumber}、{uscc}、{listingRef} 之一。',
    COURT_CODE: '应为案号中的法院代字，如“皖0104”。',
    PRIVATE_ADDRESS: '该地址属于内部网络，未列入允许名单，不予访问。',
    CURSOR: '游标应为“纪元.序号”的形式。',
    CURSOR_EXPIRED: '游标已过期：请按 snapshot 给出的快照重新开始，没有快照时从 startFrom 继续。',
    NEVER_ISSUED: '该序号尚未发出。',
    NOT_A_FEED: '该通道不是供读取的通道。',
    STREAM_DISABLED: '该通道已停用。',
    NO_CONSENT: '该机构未同意核验其公开页面。',
    NOTHING_TO_LOOK_AT: '限制措施不在公开页面展示，无从核验，以该机构的声明为准。',
    SUPERSEDED: '该事项已被更新的版本取代，不再核验。',
  },
  en: {
    ...channelsTexts.en,
    ...contractTexts.en,
    ...failureTexts.en,
    ...onboardingTexts.en,
    ...snapshotTexts.en,
    OTHER_SUBSCRIBER: 'You may see and act in your own matters only.',
    LOOKUP_TEMPLATE:
      'This must be an http(s) address with a fixed host and at least one of {caseNumber}, {uscc}, {listingRef}, none of them behind a #.',
    COURT_CODE: 'These must be court parts of case numbers, such as 皖0104.',
    PRIVATE_ADDRESS: 'This address is in a private network that is not on the allow-list.',
    CURSOR: 'A cursor has the form epoch.offset.',
    CURSOR_EXPIRED:
      'The cursor has expired: start again from the snapshot that is named, or without one go on from startFrom.',
    NEVER_ISSUED: 'This offset was never issued.',
    NOT_A_FEED: 'This stream is not a feed.',
    STREAM_DISABLED: 'This stream is disabled.',
    NO_CONSENT: 'This subscriber has not consented to looks at its public page.',
    NOTHING_TO_LOOK_AT:
      'No public page shows restrictions, so there is nothing to look at: what the subscriber states stands.',
    SUPERSEDED: 'A newer version has superseded this; it is not looked at any more.',
  },
});
