// Lines to try, by the title of who says them.

const REP = [
  "新线索 13912345678 宁波东方精工 初步沟通",
  "今天拜访了A公司王总，聊了新产品，他下周给反馈",
  "不是王总，是李总",
  "今日",
  "待办",
  "查 恒瑞",
  "积分",
  "撤销",
  "帮助",
];

const SPOKEN = [
  "今天拜访了A公司王总，聊了新产品，他下周给反馈",
  "上午跟恒瑞的李总通了电话，预算大概五十万，让我周五前发方案；下午去了东方精工，没见到人；晚上和王总吃饭，他说价格偏高",
];

const BY_TITLE = {
  销售: REP,
  主管: ["晨会", "逾期", "待激活", "查 苏州明远", "排行", "帮助"],
  总监: ["晨会", "逾期", "帮助"],
  管理员: ["/状态", "/规则 逾期 48 小时", "/积分规则 线索 10", "/成员", "/成员 李四 主管 陈经理", "帮助"],
  客服: ["查 华星", "帮助"],
};

/** What this person might type. */
export function phrasesOf(person) {
  if (person.id === "lisi")
    return [
      "新线索 13800001111 恒瑞医疗科技(上海) 需求确认",
      ...REP.filter((line) => !line.startsWith("新线索")),
    ];
  return BY_TITLE[person.title] ?? REP;
}

/** What this person might say aloud. */
export function spokenOf(person) {
  return person.title === "销售" ? SPOKEN : phrasesOf(person).slice(0, 2);
}
