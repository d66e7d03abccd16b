"""Records of the audit in words: what happened, and where it leads."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.urls import reverse

KINDS = {
    # a case, as its events are called
    "CaseOpened": "提出申请",
    "NodeOpened": "进入环节",
    "NodeClosed": "环节办结",
    "NodeSkipped": "免经环节",
    "Accepted": "受理",
    "Declined": "不予受理",
    "PapersBrought": "补齐容缺材料",
    "PromiseVerified": "核查告知承诺",
    "CorrectionAsked": "要求补正",
    "Supplemented": "补正",
    "CorrectionLapsed": "逾期未补正",
    "Transferred": "转办",
    "SignerAdded": "加签",
    "SentBack": "退回",
    "Recalled": "撤回办理",
    "Urged": "催办",
    "Withdrawn": "撤回申请",
    "OpinionGiven": "出具意见",
    "SilenceTaken": "逾期视为意见",
    "Escalated": "逾期提级",
    "VisitRecorded": "实地核查",
    "CheckRecorded": "比对核验",
    "NoticeOpened": "公示",
    "Objected": "提出异议",
    "ObjectionSettled": "异议处理",
    "Confirmed": "本人确认",
    "OptedOut": "本人放弃",
    "Decided": "决定",
    "HandedOver": "提交支付",
    "PaymentConfirmed": "银行回单",
    "Archived": "归档",
    "Appealed": "申诉",
    "AppealSettled": "申诉处理",
    "CaseEnded": "办结",
    # what is kept beside the events of a case
    "Finding": "系统核验",
    "DecisionBasis": "决定依据",
    "PaperAdded": "添加材料",
    "RegisterEntered": "决定写入登记",
    "RegisterTakenBack": "撤回写入的登记",
    # lists
    "NoticePublished": "发布公示",
    "NoticeObjected": "公示收到异议",
    "NoticeObjectionSettled": "公示异议处理",
    "NoticeRowStruck": "公示名单除名",
    "NoticeTakenDown": "撤下公示",
    "ListDrawnUp": "编制汇总表",
    "RowExcepted": "汇总表剔除",
    "ListSigned": "签批汇总表",
    "ListDone": "汇总表办完",
    "PaymentListTaken": "取支付清单",
    "PayeeKept": "记下收款账号",
    "PayeeSettled": "核定收款账号",
    # procedures and the calendar
    "ProcedureKept": "保存流程",
    "NoticeKept": "录入放假通知",
    # registers
    "entered": "登记",
    "changed": "更正登记",
    "stated": "登记情况",
    "ended": "登记结束",
    "member-joined": "家庭添人",
    "member-left": "家庭减人",
    "taken-apart": "分开登记",
    "owner-entered": "登记所办实体",
    "headcounts-entered": "登记参保人数",
    "unemployment-registered": "失业登记",
    "unemployment-ended": "注销失业登记",
    "hardship-recognised": "困难认定",
    "hardship-ended": "困难认定终止",
    "size-classed": "划型",
    "said-complete": "说明登记齐全",
    "no-longer-complete": "不再齐全",
    "pair-same": "合并登记",
    "pair-different": "认定不是同一对象",
    "pair-reopened": "撤销认定",
    "county-loaded": "批量装入",
    "paid": "记入享受台账",
    "contacted": "记录联系",
    "account-tied": "账号与本人登记对应",
    "correction-noted": "登记更正",
    "pairs-asked": "查找疑似重复",
    "stands-for": "代表单位办事",
    "import-uploaded": "上传导入表",
    "import-checked": "导入表核对完",
    "import-approved": "批准导入",
    "import-rejected": "退回导入",
    "import-refused": "导入表有误",
    "import-written": "导入写完",
    "import-undo-begun": "开始撤销导入",
    "import-undone": "撤销导入完",
    "row-proposed": "导入一行",
    "rows-written": "写入登记",
    # organisation and signing in
    "office-founded": "建立系统",
    "unit-opened": "新设单位",
    "unit-moved": "调整隶属",
    "unit-move-called-off": "取消调整隶属",
    "unit-merged": "撤并单位",
    "unit-restored": "恢复单位",
    "account-added": "新开账号",
    "account-reset": "重设密码",
    "account-switched-on": "启用账号",
    "account-switched-off": "停用账号",
    "password-changed": "修改密码",
    "role-granted": "授权",
    "role-delegated": "转授",
    "grant-ended": "收回授权",
    "key-issued": "发放接口密钥",
    "key-ended": "停用接口密钥",
    "signed-in": "登录",
    "signed-out": "退出",
    "signed-in-at-provider": "统一身份登录",
    "resident-signed-in": "居民登录",
    "factor-set-up": "绑定动态码",
    # policy and screening
    "document-uploaded": "上传文件",
    "reading-confirmed": "确认解读",
    "pack-uploaded": "上传政策包",
    "pack-activated": "启用政策包",
    "pack-withdrawn": "停用政策包",
    "words-signed": "签认理解",
    "signature-withdrawn": "撤回签认",
    "ruling-proposed": "提出裁定",
    "ruling-signed": "签署裁定",
    "ruling-withdrawn": "撤回裁定",
    "ScreeningStarted": "开始筛查",
    "ScreeningEnded": "筛查完成",
    "CasesOrdered": "筛查转办件",
    # who saw what
    "Looked": "查看个人信息",
    "VisitListSeen": "看走访清单上的电话",
    "OwnCopyTaken": "本人带走副本",
    "Forgotten": "按保存期删除",
    "Exported": "导出",
    "LetterTaken": "取文书",
    "PaperTaken": "取材料",
    "Called": "接口调用",
    "Sealed": "封存",
}
"""Kinds of records in words; whatever is not here is shown by its own name."""

ROOMS = {
    "case": "办件",
    "list": "公示和汇总表",
    "batch": "支付批次",
    "register": "登记",
    "import": "导入",
    "org": "机构和账号",
    "sign-in": "登录",
    "policy": "政策",
    "screening": "筛查",
    "looks": "查看",
    "exports": "导出",
    "api": "接口",
    "calendar": "工作日历",
    "procedure": "办事流程",
    "seals": "封存",
    "retention": "保存期",
}
"""First part of the name of a chain, in words."""

_SUBJECTS = ("person", "household", "employer")
_LONG_DIGITS = re.compile(r"\d{10,}[\dXx]")


@dataclass(frozen=True)
class Matter:
    """What a chain is about: words, and the page of it (empty where there is none)."""

    text: str
    address: str = ""


def kind_in_words(kind: str) -> str:
    """A kind of record in words."""
    return KINDS.get(kind, kind)


def matter_of(chain: str) -> Matter:
    """What a chain is about."""
    room, _, rest = chain.partition("/")
    label = f"{ROOMS.get(room, room)} {rest}".strip()
    if room == "case":
        return Matter(label, reverse("window:case", args=[rest]))
    kind, _, number = rest.partition("/")
    if room == "register" and kind in _SUBJECTS:
        return Matter(f"{label.split()[0]} {number}", reverse("office:subject", args=[kind, number]))
    if room == "screening" and rest.isdigit():
        return Matter(label, reverse("office:screening", args=[int(rest)]))
    return Matter(label)


def without_numbers(text: str) -> str:
    """A text with the middle of every identity number, telephone and account hidden: 369***********21."""
    return _LONG_DIGITS.sub(lambda found: f"{found[0][:3]}{'*' * (len(found[0]) - 5)}{found[0][-2:]}", text)
