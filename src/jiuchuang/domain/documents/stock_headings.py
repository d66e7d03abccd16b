"""Headings that official documents use again and again: 总体要求, 主要任务, 保障措施 …

They let a heading be told from the words that follow it even where line breaks were lost.
"""

from __future__ import annotations

_STOCK = (
    "总体要求和目标 总体要求 总体目标 总体思路 发展基础 工作基础 发展环境 面临形势 指导思想 "
    "基本原则 工作原则 工作目标 目标任务 主要目标 发展目标 任务目标 目标要求 工作思路 "
    "主要任务 工作任务 重点任务 重点工作 主要内容 工作内容 工作重点 主要措施 工作措施 "
    "重点措施 具体措施 政策措施 保障措施 支持政策 扶持政策 扶持措施 扶持对象 支持对象 "
    "适用范围 适用对象 补贴对象 补贴标准 奖补标准 扶持标准 申请条件 申报条件 申领条件 "
    "申请材料 申报材料 办理流程 申报程序 申请程序 工作程序 组织保障 组织领导 组织实施 "
    "工作要求 有关要求 相关要求 基本要求 具体要求 实施步骤 工作步骤 方法步骤 时间安排 "
    "进度安排 责任分工 职责分工 任务分工 任务分解 资金来源 资金保障 监督管理 其他事项 "
    "有关事项 重大意义 重要意义 总则 附则"
).split()

STOCK = "(?:" + "|".join(sorted(_STOCK, key=len, reverse=True)) + ")"
"""Pattern of a stock heading, longest first."""
