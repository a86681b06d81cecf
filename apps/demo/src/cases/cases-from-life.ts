import type { NewApplication, NewDecision, NewListing } from '#stack';

export type CaseName = 'materials' | 'agriculture' | 'person' | 'two-listings' | 'shield';

/** One story: what the court listed, what it then decides, and what happens afterwards. */
export interface CaseFromLife {
  name: CaseName;
  listing: NewListing;
  /** Another listing of the same subject that no decision touches. */
  staysListed?: NewListing;
  application: Omit<NewApplication, 'listingId'>;
  reasons: string;
  shieldUntil?: string;
  /** Why the repair is revoked once it has reached every platform. */
  breach?: string;
}

const DAY = 24 * 60 * 60 * 1000;
const COURT = '皖0104';

/**
 * The cases that the demo runs. Names are invented and codes valid (check characters included); the
 * person was born in 1900, so that nobody alive is hit. All dates lie around `today`.
 * @param offset is added to every case's number: a registry that has seen them takes them as new ones.
 */
export function casesFromLife(today: Date, offset = 0): CaseFromLife[] {
  const day = (offset: number): string =>
    new Date(today.getTime() + offset * DAY).toISOString().slice(0, 10);
  const filedOn = day(-300);
  const year = filedOn.slice(0, 4);
  const triggeredAt = new Date(today.getTime() - 2 * DAY).toISOString();

  const listing = (
    number: number,
    subject: NewListing['subject'],
    rest: Pick<NewListing, 'grounds' | 'duty'> & { performance?: NewListing['performance'] },
  ): NewListing => ({
    caseNumber: `（${year}）${COURT}执${number + offset}号`,
    subject,
    instrument: {
      number: `（${year}）${COURT}民初${number - 500 + offset}号`,
      maker: '合肥市蜀山区人民法院',
    },
    performance: 'NONE',
    filedOn,
    decidedOn: day(-240),
    ...rest,
  });
  const unit = (name: string, uscc: string): NewListing['subject'] => ({
    type: 'UNIT',
    name,
    uscc,
  });
  const property = unit('合肥澜栖里物业服务有限公司', '91340104TE5T00446T');

  return [
    {
      name: 'materials',
      listing: listing(1021, unit('合肥砼远建材有限公司', '91340104TE5T00219M'), {
        grounds: ['L1_ABLE_BUT_REFUSES'],
        duty: '支付货款 386,000 元及利息',
      }),
      application: {
        initiator: 'DEBTOR',
        basis: 'D1_PERFORMED',
        triggeredAt,
        facts: '货款及利息已全部付清并结案，但某平台仍显示失信记录，公司因此在一次投标中被否决。',
      },
      reasons: '生效法律文书确定的义务已全部履行，符合规定第十条第一款第（一）项。',
    },
    {
      name: 'agriculture',
      listing: listing(1144, unit('合肥青陌田农业有限公司', '91340104TE5T00382W'), {
        grounds: ['L1_ABLE_BUT_REFUSES'],
        duty: '支付劳动报酬 8,182 元',
      }),
      application: {
        initiator: 'EX_OFFICIO',
        basis: 'D1_PERFORMED',
        triggeredAt,
        facts: '拖欠的工资 8,182 元已足额发放，申请执行人书面确认收讫。',
      },
      reasons: '劳动报酬已足额支付，法院依职权删除失信信息。',
    },
    {
      name: 'person',
      listing: listing(
        1267,
        { type: 'PERSON', name: '许望秋', idNumber: '340104190006150018' },
        { grounds: ['L4_ASSET_REPORT'], duty: '归还借款 52,000 元', performance: 'PARTIAL' },
      ),
      application: {
        initiator: 'DEBTOR',
        basis: 'P_EARLY',
        triggeredAt,
        facts: '已补报全部财产并按计划还款，主动纠正失信行为。',
      },
      reasons: '积极履行义务、主动纠正失信行为，依第二条第二款决定提前删除。',
    },
    {
      name: 'two-listings',
      listing: listing(1388, property, {
        grounds: ['L1_ABLE_BUT_REFUSES'],
        duty: '返还维修基金 74,300 元',
      }),
      staysListed: listing(1389, property, {
        grounds: ['L1_ABLE_BUT_REFUSES'],
        duty: '支付工程款 219,000 元',
      }),
      application: {
        initiator: 'DEBTOR',
        basis: 'D1_PERFORMED',
        triggeredAt,
        facts: '维修基金一案已履行完毕；工程款一案尚未履行，不在本次申请之内。',
      },
      reasons: '仅因本案履行完毕而删除本案失信信息，其他案件不受影响。',
    },
    {
      name: 'shield',
      listing: listing(1450, unit('合肥岭上云酒店管理有限公司', '91340104TE5T005349'), {
        grounds: ['L1_ABLE_BUT_REFUSES'],
        duty: '分期支付租金 460,000 元',
        performance: 'PARTIAL',
      }),
      application: {
        initiator: 'DEBTOR',
        basis: 'T_TEMP_SHIELD',
        triggeredAt,
        facts: '已付首期并提交分期履行计划和信用承诺书，申请暂时屏蔽以恢复经营。',
      },
      reasons: '已部分履行并有切实可行的履行计划，决定暂时屏蔽。',
      shieldUntil: day(180),
      breach: '第二期款项到期未付，违反信用承诺。',
    },
  ];
}

/** What the officer attests about open cases when drafting. */
export function noOpenCases(today: Date): NewDecision['openCases'] {
  return {
    found: false,
    source: '人民法院执行案件流程信息管理系统',
    queriedAt: today.toISOString(),
  };
}
