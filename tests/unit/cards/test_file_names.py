"""Names of files: what people write must harm neither a header, nor a folder, nor the eye (I2)."""

from __future__ import annotations

import pytest

from cards.file_names import LONGEST, ending_of, safe_file_name
from cards.model import MESSAGE, File, stored


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("客户 名单.xlsx", "客户 名单.xlsx"),
        ("../../etc/passwd", "etc passwd"),
        ("C:\\temp\\客户.xlsx", "C temp 客户.xlsx"),
        ('a"\r\nX-Evil: 1.csv', "a X-Evil 1.csv"),
        ("客户\u202exslx.exe", "客户 xslx.exe"),
        ("\x00", "文件"),
        ("...", "文件"),
        ("", "文件"),
    ],
)
def test_a_name_leads_nowhere(given: str, kept: str) -> None:
    """I2: paths, header lines and turned letters are gone; the words stay."""
    assert safe_file_name(given) == kept


def test_a_long_name_keeps_its_ending() -> None:
    """A17: the receiver's machine must still know what it is."""
    kept = safe_file_name("客" * 300 + ".xlsx")
    assert len(kept) == LONGEST
    assert kept.endswith("客.xlsx")
    assert ending_of(kept) == "xlsx"
    assert (ending_of("README"), ending_of(".xlsx"), ending_of("表.XLSX")) == ("", "", "xlsx")


def test_a_file_survives_the_outbox() -> None:
    """The message is kept as JSON, its bytes elsewhere."""
    file = File(name="问题行/1.xlsx", attachment=7)
    assert stored(file) == {"type": "file", "name": "问题行 1.xlsx", "attachment": 7}
    assert MESSAGE.validate_python(stored(file)) == file
