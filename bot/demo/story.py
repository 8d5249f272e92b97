"""The beats of the 90 seconds: real messages, taps and turns of the clock, nothing pre-rendered (CONVERSATION §6.2)."""

from __future__ import annotations

from typing import Any

BEATS: tuple[dict[str, Any], ...] = (
    {"caption": "三个聊天软件，一个客户库", "platform": "wecom", "user": "zhangsan", "act": "note"},
    {
        "caption": "一句话，三个字段，存好了",
        "platform": "wecom",
        "user": "zhangsan",
        "act": "say",
        "text": "新线索 13912345678 宁波东方精工 初步沟通",
        "waits_for": "已保存",
    },
    {
        "caption": "写法不同，也认得出重复",
        "platform": "dingtalk",
        "user": "lisi",
        "act": "say",
        "text": "新线索 13800001111 恒瑞医疗科技(上海) 需求确认",
        "waits_for": "疑似已有客户",
    },
    {
        "caption": "说一段，拆成三条，附原话",
        "platform": "wecom",
        "user": "zhangsan",
        "act": "speak",
        "text": "上午跟恒瑞的李总通了电话，预算大概五十万，让我周五前发方案；"
        "下午去了东方精工，没见到人；晚上和王总吃饭，他说价格偏高",
        "waits_for": "哪位王总",
    },
    {
        "caption": "拿不准的，问一句",
        "platform": "wecom",
        "user": "zhangsan",
        "act": "say",
        "text": "1",
        "waits_for": "A公司",
    },
    {
        "caption": "点一下才写入；没见到人不算分",
        "platform": "wecom",
        "user": "zhangsan",
        "act": "press",
        "button": "全部确认",
        "waits_for": "已写入 3 条",
    },
    {
        "caption": "说错了，直接说",
        "platform": "wecom",
        "user": "zhangsan",
        "act": "say",
        "text": "不是李总，是李工",
        "waits_for": "李工",
    },
    {"caption": "三天没人跟进……", "platform": "feishu", "user": "chenjingli", "act": "clock", "advance": 72 * 3600,
     "waits_for": "待激活池"},
    {
        "caption": "主管收到：谁、多久、怎么办",
        "platform": "feishu",
        "user": "chenjingli",
        "act": "say",
        "text": "待激活",
        "waits_for": "待激活池",
    },
    {"caption": "看不到的看不到", "platform": "wecom", "user": "zhangsan", "act": "say", "text": "查 华东阀门",
     "waits_for": "没有权限"},
    {"caption": "客户资料就在聊天旁边", "platform": "wecom", "user": "zhangsan", "act": "say", "text": "查 恒瑞",
     "waits_for": "恒瑞"},
    {"caption": "换你来", "platform": "wecom", "user": "zhangsan", "act": "note"},
)  # fmt: skip
