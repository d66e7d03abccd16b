"""Units of figures in policy text: what kind of thing each counts and its base unit.

Chinese numerals are names far more often than Arabic ones (三位一体, 一站式, 两证整合), so they count
as figures only before the units of `HAN_UNITS`.
"""

from __future__ import annotations

from decimal import Decimal

from jiuchuang.domain.documents.model import Kind

_MONEY = {"元": 1, "美元": 1, "欧元": 1, "港元": 1, "块钱": 1}
_DURATION = {
    "年": (12, "个月"),
    "周年": (12, "个月"),
    "个月": (1, "个月"),
    "个季度": (3, "个月"),
    "日": (1, "日"),
    "天": (1, "日"),
    "周": (7, "日"),
    "个星期": (7, "日"),
    "个工作日": (1, "工作日"),
    "工作日": (1, "工作日"),
    "小时": (60, "分钟"),
    "个小时": (60, "分钟"),
    "刻钟": (15, "分钟"),
    "分钟": (1, "分钟"),
    "学时": (1, "学时"),
    "课时": (1, "学时"),
    "个学时": (1, "学时"),
    "个课时": (1, "学时"),
    "岁": (1, "岁"),
    "周岁": (1, "岁"),
}
_FREQUENCY = ("次", "期", "轮", "轮次", "遍", "场", "场次", "届")
_COUNT = (
    "人次 人 名 位 个 家 户 处 所 项 件 套 支 只 条 批次 批 座 间 栋 幢 亩 公顷 平方米 "
    "平方公里 平方 ㎡ 公里 千米 米 吨 千瓦 台 辆 张 份 本 种 类 档 门 班 组 队 点 "
    "村 镇 乡 街道 社区 县 市 对 例 笔 颗 块 片 段 团队 企业 项目 岗位 网点 工位 床 分 倍 "
    "户次 家次 字 页"
).split()

UNITS: tuple[str, ...] = tuple(
    sorted({*_MONEY, *_DURATION, *_FREQUENCY, *_COUNT}, key=lambda unit: (-len(unit), unit))
)
"""Every unit word, longest first."""

HAN_UNITS = (
    "个工作日 个季度 个小时 个月 个 周岁 岁 年 天 日 周 小时 学时 课时 刻钟 分钟 元 倍 亩 平方米 "
    "人次 人 名 家 户 处 所 支 次 遍 期 场 项 件 座 套 间"
).split()
"""Units before which a Chinese numeral is a figure; levels, kinds and slogans (级, 类, 大, 证) are left out."""

MAGNITUDES = {"百": 100, "千": 1000, "万": 10_000, "十万": 100_000, "百万": 1_000_000, "千万": 10_000_000}
MAGNITUDES |= {"亿": 100_000_000, "万亿": 1_000_000_000_000}


def kind_of(unit: str) -> Kind:
    """What a bare unit (without 万 or 亿) counts; anything unknown is a count of things."""
    if unit in _MONEY:
        return Kind.MONEY
    if unit in ("%", "‰", "个百分点", "成", "倍", ""):
        return Kind.RATE if unit else Kind.COUNT
    if unit in _DURATION:
        return Kind.DURATION
    if unit in _FREQUENCY:
        return Kind.FREQUENCY
    return Kind.COUNT


def base_of(unit: str) -> tuple[Decimal, str]:
    """Factor and base unit: 年 → (12, 个月), 周岁 → (1, 岁), 家 → (1, 家)."""
    if unit in _DURATION:
        factor, base = _DURATION[unit]
        return Decimal(factor), base
    return Decimal(1), unit
