"""Papers of a case: added at the desk, and handed out as files, never shown inside a page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from jiuchuang.apps.casework.actions.keep_paper import PaperIn, add_paper
from jiuchuang.web.kit.attachments import as_attachment
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.forms import form_page, sent
from jiuchuang.web.kit.uploads import bytes_of
from jiuchuang.web.window.files import stored_file
from jiuchuang.web.window.reading import around_of

ACCEPTED = ".jpg,.jpeg,.png,.webp,.pdf,.docx,.xlsx"


class PaperForm(forms.Form):
    """One file, and which paper it is."""

    name = forms.ChoiceField(label="是哪份材料")
    other = forms.CharField(label="其他材料的名称", required=False, max_length=120)
    papers = forms.FileField(
        label="文件",
        widget=forms.ClearableFileInput({"accept": ACCEPTED}),
        help_text="照片、PDF、Word 或 Excel，每份不超过10MB",
    )

    def __init__(self, data: Any, files: Any, names: tuple[str, ...]) -> None:
        super().__init__(data, files)
        field = self.fields["name"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*((one, one) for one in names), ("", "其他材料")]
        field.required = False


@staff("case.read")
def add(request: StaffRequest, number: str) -> HttpResponse:
    """Add one paper."""
    around = around_of(request.access, number)
    if around is None:
        raise Http404
    access = request.access

    def act(said: dict[str, Any]) -> object:
        file = said["papers"]
        name = said["name"] or said["other"] or "其他材料"
        paper = PaperIn(name, file.name, bytes_of(file))
        return add_paper(access=access, number=number, paper=paper, at=timezone.now())

    form = PaperForm(sent(request), request.FILES if request.method == "POST" else None, around.wanted)
    then = reverse("window:case", args=[number])
    return form_page(request, form, f"添加材料 {number}", "添加", act, "材料已添加。", then)


@staff("case.read")
def download(request: StaffRequest, number: str, paper: int) -> HttpResponse:
    """The file of a paper, as an attachment; taking it is recorded."""
    around = around_of(request.access, number)
    found = next((one for one in around.view.papers if one.pk == paper), None) if around else None
    if found is None:
        raise Http404
    content = stored_file(request, number, found)
    return as_attachment(content, found.content_type, found.file_name)
