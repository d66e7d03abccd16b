"""What was wrong, in one form for all calls: located problems in plain Chinese."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser

from jiuchuang.api.door import NoPurpose, NotAllowed, TooMany
from jiuchuang.domain.kernel.problem import Problem, Refusal

WORDS = {
    "missing": "没有填",
    "extra_forbidden": "没有这个字段",
    "int_parsing": "要填整数",
    "int_type": "要填整数",
    "string_type": "要填文字",
    "string_too_long": "太长",
    "string_too_short": "太短",
    "string_pattern_mismatch": "写法不对",
    "date_from_datetime_parsing": "要填日期，如 2026-03-02",
    "date_parsing": "要填日期，如 2026-03-02",
    "date_type": "要填日期，如 2026-03-02",
    "bool_parsing": "要填 true 或 false",
    "bool_type": "要填 true 或 false",
    "dict_type": "要填对象",
    "list_type": "要填列表",
    "literal_error": "不在可选的值里",
    "greater_than_equal": "太小",
    "less_than_equal": "太大",
    "too_long": "太多",
    "too_short": "太少",
}
"""pydantic's kinds of faults in Chinese; others are told as it tells them."""


class Fault(Schema):
    """One thing that is wrong: its code, where, what, and what to do."""

    code: str
    place: str
    message: str
    suggestion: str = ""


class Faults(Schema):
    """Everything that is wrong, at once."""

    problems: list[Fault]


def of_problem(problem: Problem) -> dict[str, str]:
    """A located problem as JSON."""
    return {
        "code": problem.code,
        "place": problem.place.source,
        "message": problem.message,
        "suggestion": problem.suggestion,
    }


def of_refusal(refusal: Refusal) -> dict[str, Any]:
    """A refusal as JSON; goes out with status 422."""
    return {"problems": [of_problem(problem) for problem in refusal.problems]}


class NoNulParser(Parser):
    """Reads JSON; refuses U+0000, which no database keeps."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The value that the body holds."""
        if b"\\u0000" in request.body or b"\0" in request.body:
            raise HttpError(400, "NUL")
        return super().parse_body(request)


def answer_faults(api: NinjaAPI) -> None:
    """Answer every kind of fault in the one form."""

    def one(
        request: HttpRequest, status: int, code: str, message: str, place: str = "", hint: str = ""
    ) -> HttpResponse:
        fault = {"code": code, "place": place, "message": message, "suggestion": hint}
        return api.create_response(request, {"problems": [fault]}, status=status)

    def invalid(request: HttpRequest, fault: Any) -> HttpResponse:
        problems = [
            {
                "code": str(item.get("type", "invalid")),
                "place": ".".join(str(part) for part in item.get("loc", ())),
                "message": WORDS.get(str(item.get("type")), str(item.get("msg", "不对"))),
                "suggestion": "",
            }
            for item in fault.errors
        ]
        return api.create_response(request, {"problems": problems}, status=422)

    def too_many(request: HttpRequest, fault: Any) -> HttpResponse:
        answer = one(request, 429, "too-many", f"调用太频繁，请过{fault.wait}秒再试")
        answer.headers["Retry-After"] = str(fault.wait)
        return answer

    def no_key(request: HttpRequest, fault: Any) -> HttpResponse:
        answer = one(request, 401, "no-key", "没有密钥，或者密钥已失效", "Authorization")
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer

    api.add_exception_handler(ValidationError, invalid)
    api.add_exception_handler(TooMany, too_many)
    api.add_exception_handler(AuthenticationError, no_key)

    def not_allowed(request: HttpRequest, fault: Any) -> HttpResponse:
        return one(request, 403, "not-allowed", f"没有“{fault.permission}”权限")

    def no_purpose(request: HttpRequest, fault: Any) -> HttpResponse:
        hint = "请求头 X-Purpose，按 URL 编码的 UTF-8"
        return one(request, 422, "no-purpose", "查看个人信息要写明用途", "X-Purpose", hint)

    def not_found(request: HttpRequest, fault: Any) -> HttpResponse:
        return one(request, 404, "not-found", "没有这一条，或者不在您的范围内")

    def bad_request(request: HttpRequest, fault: Any) -> HttpResponse:
        return one(request, fault.status_code, "bad-request", "请求写得不对，读不出来")

    api.add_exception_handler(NotAllowed, not_allowed)
    api.add_exception_handler(NoPurpose, no_purpose)
    api.add_exception_handler(Http404, not_found)
    api.add_exception_handler(HttpError, bad_request)
