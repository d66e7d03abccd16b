"""Small files of every format made in the test itself: one fictional notice, as text, Word, web page, PDF."""

import io

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

LINES = [
    "云溪县人民政府关于促进就业的意见",
    "云溪政发〔2031〕5号",
    "各乡镇人民政府：",
    "为促进就业，提出如下意见。",
    "一、工作目标",
    "到2033年，新增就业3000人以上。（牵头单位：县人社局；配合单位：财政局、各乡镇）",
    "二、工作措施",
    "（一）加强培训。每年培训500人次，每人补贴800元。（县人社局、县教体局负责）",
    "（二）优化服务。3个工作日内办结。（责任单位：县政务中心等部门）",
    "云溪县人民政府",
    "2031年4月2日",
]
TEXT = "\n".join(LINES)


def word_file(lines: list[str] = LINES) -> bytes:
    """A .docx with one paragraph a line."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def saved(document: "docx.document.Document") -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def numbered_word_file() -> bytes:
    """A .docx whose numbers 一、 and （一） are counted by Word and stand in no paragraph."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "77")
    for depth, pattern in (("0", "%1、"), ("1", "（%2）")):
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), depth)
        for tag, value in (("w:start", "1"), ("w:numFmt", "chineseCounting"), ("w:lvlText", pattern)):
            child = OxmlElement(tag)
            child.set(qn("w:val"), value)
            level.append(child)
        abstract.append(level)
    numbering.insert(0, abstract)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "78")
    link = OxmlElement("w:abstractNumId")
    link.set(qn("w:val"), "77")
    number.append(link)
    numbering.append(number)
    for depth, words in (
        (0, "主要目标"),
        (1, "近期目标。新增就业100人。"),
        (1, "远期目标。新增就业900人。"),
        (0, "保障措施"),
        (1, "加强领导。各乡镇要落实责任。"),
    ):
        paragraph = document.add_paragraph(words)
        properties = paragraph._p.get_or_add_pPr()
        numbers = OxmlElement("w:numPr")
        for tag, value in (("w:ilvl", str(depth)), ("w:numId", "78")):
            child = OxmlElement(tag)
            child.set(qn("w:val"), value)
            numbers.append(child)
        properties.append(numbers)
    return saved(document)


def web_page(charset: str = "utf-8") -> bytes:
    """The notice inside a government site: menu before, links behind."""
    body = "".join(f"<p>&nbsp;&nbsp;{line}</p>" for line in LINES)
    links = "".join(f"<li><a href='/{n}'>栏目第{n}</a></li>" for n in range(6))
    page = (
        f"<html><head><meta charset='{charset}'><title>云溪县人民政府</title><style>p{{}}</style></head><body>"
        f"<ul>{links}</ul><script>var a='一、脚本';</script><div id='zoom'>{body}</div>"
        f"<div>{links}</div></body></html>"
    )
    return page.encode(charset)


def pdf_file(lines: list[str] = LINES) -> bytes:
    """A one-page PDF with a text layer: a composite font and the table that maps its codes to characters."""
    characters = sorted({character for line in lines for character in line})
    codes = {character: index + 1 for index, character in enumerate(characters)}
    table = "\n".join(f"<{codes[c]:04X}> <{ord(c):04X}>" for c in characters)
    to_unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(characters)} beginbfchar\n{table}\nendbfchar\nendcmap end end"
    )
    shown = "\n".join(
        f"BT /F1 12 Tf 50 {780 - 20 * row} Td <{''.join(f'{codes[c]:04X}' for c in line)}> Tj ET"
        for row, line in enumerate(lines)
    )
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream",
        "<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H "
        "/DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /DW 1000 "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        f"<< /Length {len(to_unicode)} >>\nstream\n{to_unicode}\nendstream",
    ]
    out = b"%PDF-1.4\n"
    offsets = []
    for index, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{index} 0 obj\n{body}\nendobj\n".encode("ascii")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode("ascii")
    for offset in offsets:
        out += f"{offset:010d} 00000 n \n".encode("ascii")
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode("ascii")
    return out
