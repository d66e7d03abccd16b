"""The noun a figure measures: 建成2家创业孵化园区 → 创业孵化园区, 城镇新增就业达到4万人 → 城镇新增就业.

Chinese puts it after the measure word or before the verb of amount; both places are tried, the one
behind the figure first.
"""

from __future__ import annotations

import re

from jiuchuang.domain.documents.model import Kind

_FIGURE = "[0-9]|[一二两三四五六七八九十百千]+[个名家户处所人支次]"
_AFTER = re.compile(
    rf"(?:（含[^（）]{{0,8}}）)?(?:及以上|及以下|以上|以内|以下|左右)?(?:的标准|期限)?(?:的|作为|用于)?"
    rf"(?P<noun>(?:(?!和一批|[、和](?:{_FIGURE}))(?:[^，。；：（）《》|]|（[^（）]{{1,8}}）))*)"
)
_SKIPPED_FIGURE = re.compile(r"(?:[0-9]+|[一二两三四五六七八九十百千]+)(?:人|名|个)(?:以上)?的?")
# 30人参加的活动 measures who takes part in 活动; 10%工作岗位招聘… is a share of 工作岗位.
_TAKING_PART = re.compile("^(?:参加|参与|组成)的")
_TAKEN_ON = re.compile("(?<=岗位)(?:择优|定向|专项|公开|面向)?(?:招聘|招录|招收|安排|安置)")
# 建成5个对接主导产业，集教学生产于一体的实训基地: the noun stands behind the second description.
_DESCRIBES = re.compile("对接|面向|集|具有|具备|服务(?!站|点|中心|网点|窗口)|辐射|能够?(?!力)|符合|功能")
_NOUN_OF_NEXT_PHRASE = re.compile(
    r"，(?:集|具有|具备|功能|能够?|符合|辐射|面向)[^，。；（）]{2,40}的(?P<noun>[^，。；：、（）的|]{2,16})(?=[，。；])"
)
_NO_NOUN = re.compile(
    r"人员(?:可|应|给予|按)|起|前|后|内|底|可|应|给予|予以|按|且|并|各|到|至|、|提高|调整|不满|不足|不超过|共[0-9]|的人员|因素|或|”|成立|考核"
)
_DOING = re.compile(r"(?:就业(?!创业|服务|岗位|困难|见习|补贴|培训|技能|示范)|稳定就业|上岗|参加|参保|脱贫)")
_PLACE_AT_HEAD = re.compile(
    r"^(?:且|并)?(?:力争|争取)?(?:当年度|次年度|首年)?(?:到|至|自|从)?(?:(?:19|20)[0-9]{2}年(?:底|末)?(?:前|起)?)?(?:(?:全|我)[省市县区])?"
    r"(?:在?(?:每个|各)(?:县|区|市|镇街|乡镇|街道|社区|行政村|村|园区)(?:（[^（）]{1,5}）)?[区县]?|县城|城区)?(?:[一-鿿0-9]{1,2}年内)?"
    r"(?:每次|每年|全年|每月|每季度|年(?=培训))?"
    r"(?:(?:新增)?创建|建设|建立|新建|建成|并|其中|对|将|使|确保|实现|按照?(?:该|其)?|(?:力争|重点)?(?:扶持|实施|开展|举办|募集|发放(?!标准))"
    r"|(?:[省市县区]级?财政)?(?:每年)?(?:预算)?安排)?"
)
_AMOUNT_VERB = re.compile(
    r"(?:累计|均|应|要|须|年均)*(?:在?(?:[0-9]+|[一二两三四五六七八九十])年内)?"
    r"(?:达到|达|控制在|保持在|稳定在|不少于|不低于|不高于|不得高于|高于|占|不得低于|不得少于|不超过|不得超过|至少(?:有|建立|组建|建成|举办)?|最高|最多|"
    r"(?<!行)为|至|到|(?:增加|提高|调整|放宽|降低|扩大)(?:至|到|为)?|降至|超过|低于|不足|不满|未满|满|约|每年|每月|每学时|每课时|连续|为其|提供|列支|投入|给予|予以|一次性|分别|"
    r"可享受|享受|有|在|以|的|按|每人|统一|额度|力争|增加|每户|从|由|自|距|开展|拿出|突破|[≥≤<>]|近|再|可|共|其|各|评选出|组织|只能|[0-9.]+[万亿]?[元人户家个年](?:以上)?)+$"
)
_LABEL = re.compile("^【[^】]*】")  # 【贷款支持】, the name of an article
_LONGEST = 30
# A share is of what stands before it: 按其实际缴费总额的50%, 不超过当月实际费用50%.
_SHARE_OF = re.compile(r"(?:按照?|不超过|为)(?:该|其|本人应?)?(?P<whole>[^按其，]{2,24})$")
# A length of time is of a state: 毕业3年内, 正常经营3个月以上, 距法定退休年龄不足5年.
_STATE = re.compile(
    r"(?:毕业|正常经营(?:行为)?|稳定经营|连续失业|登记失业|缴纳社会保险费|参加失业保险|法定退休年龄|(?:贷款|补贴|合同|见习|服务)?期限|服务基层|经营|参保|服务|签订)$"
)
# 拿出不少于30%的岗位: the share is of what is set aside, not of who does it.
_SET_ASIDE = re.compile("(?:拿出|安排|预留|留出|划出|提取)(?:不少于|不低于|至少)?$")
_EVERY = re.compile("每(?:半年|季度|[一两二三四五六七八九十0-9]{0,2}个?月|年|周|日)")
_FOR_EACH = re.compile(r"每(?:招用|带动|孵化|新增|吸纳|留用|介绍|个?项目|人|户)$")


def measured_noun(text: str, before: str, figure_end: int, end: int, kind: Kind) -> str:
    """What the figure at `…figure_end` measures; `before` are the words of its segment before it.

    Empty where the words do not say, and for dates, which measure nothing.
    """
    if kind is Kind.DATE:
        return ""
    rest = text[figure_end : min(end, figure_end + 60)]
    noun = _noun_after(rest)
    ahead = _noun_before(before)
    if kind is Kind.FREQUENCY:
        ahead = _EVERY.split(ahead)[-1]
    if kind is Kind.RATE:
        if noun and _SET_ASIDE.search(before) is not None:
            return _shortened(re.split("用于|免费", noun, maxsplit=1)[0])
        whole = _SHARE_OF.search(ahead)
        return whole["whole"] if whole else ahead or _shortened(noun)
    if kind is Kind.DURATION:
        state = _STATE.search(ahead)
        if state is not None and state.group() != "签订":
            return state.group()
        noun = re.split("、|并", noun, maxsplit=1)[0]
    if not noun or _NO_NOUN.match(noun):
        return ahead or _noun_of_sentence(rest)
    doing = _DOING.match(noun)
    if doing is not None:
        return _tidy(ahead + noun)[-_LONGEST:]
    return _shortened(noun) or ahead


def _noun_after(rest: str) -> str:
    """The words right behind a figure, up to a stop or to what is given for it."""
    after = _AFTER.match(rest)
    noun = re.split("给予|予以", after["noun"], maxsplit=1)[0] if after else ""
    noun = _TAKEN_ON.split(_TAKING_PART.sub("", noun, count=1), maxsplit=1)[0]
    closing = _NOUN_OF_NEXT_PHRASE.match(rest, after.end()) if after and _DESCRIBES.match(noun) else None
    if closing is not None:
        return closing["noun"]
    figure = _SKIPPED_FIGURE.match(noun)
    return noun[figure.end() :] if figure is not None else noun


def _noun_of_sentence(rest: str) -> str:
    """开展4次以上，每次…参加的创业活动 — the noun that closes the sentence."""
    match = re.match(r"(?:以上|以下|以内)?，[^。；]*?的(?P<noun>[^，。；：的|]{2,12})[。；]", rest)
    return match["noun"] if match else ""


def _shortened(noun: str) -> str:
    """A long phrase loses what stands before its last 的."""
    noun = _tidy(noun)
    if len(noun) <= _LONGEST:
        return noun
    head = noun.rpartition("的")[2]
    return head if 2 <= len(head) <= _LONGEST else noun[:_LONGEST]


def _noun_before(before: str) -> str:
    """The noun in the words before a figure: the last item of a list, freed of verbs and of the place."""
    item = before
    depth = 0
    for position in range(len(before) - 1, -1, -1):
        character = before[position]
        if character == "）":
            depth += 1
        elif character == "（":
            depth -= 1
            if depth < 0:
                item = before[position + 1 :]
                break
        elif (
            character == "、"
            and depth == 0
            and re.search("[0-9]|[一两三][个处家名户所人次]", before[:position])
        ):
            item = before[position + 1 :]
            break
    item = _AMOUNT_VERB.sub("", re.sub("（[^（）]{6,}）", "", item))
    noun = _tidy(_PLACE_AT_HEAD.sub("", item, count=1))[-_LONGEST:]
    return "" if _FOR_EACH.search(noun) else noun


def _tidy(noun: str) -> str:
    """Without half a pair of quotes or brackets."""
    for left, right in ("“”", "（）", "《》"):
        if noun.count(left) != noun.count(right):
            noun = noun.replace(left, "").replace(right, "")
    return _LABEL.sub("", noun).strip("、的，").removesuffix("中")
