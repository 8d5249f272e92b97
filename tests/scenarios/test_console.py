"""The whole product in a terminal: `ceji console` as a process of its own, fed as a script feeds it."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest

PATIENCE_SECONDS = 90
PRINTED = "侧记 → "


def console(folder: Path, *lines: str, arguments: tuple[str, ...] = ()) -> str:
    """What a script of these lines prints; it must end well."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", "console", *arguments],
        cwd=folder,
        input="\n".join((*lines, "")),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_a_lead_and_its_undoing(tmp_path: Path) -> None:
    """A1, E1, F4: saved with its points, asked for what is missing, undone by the word of the button."""
    printed = console(
        tmp_path,
        "新线索 13912345678 宁波东方精工 初步沟通",
        "撤销",
        "新线索 苏州明远二厂 初步沟通",
        "13912345670",
    )
    saved, undone, asked, kept = printed.split(PRINTED)[1:]
    assert "已保存：宁波东方精工 · 139****5678 · 初步沟通" in saved
    assert "+5 积分" in saved
    assert "已撤销：宁波东方精工" in undone
    assert "还缺手机号" in asked
    assert "已保存：苏州明远二厂" in kept
    assert "\x1b" not in printed, "no colour codes into a pipe"


def test_a_spoken_report_becomes_a_reminder(tmp_path: Path) -> None:
    """C1, C2, A14: the draft with the words that support it, confirmed by its word; the promise is a to-do."""
    draft, written, listed = console(
        tmp_path, ":说 今天拜访了A公司王总，聊了新产品，他下周给反馈", "确认", "待办"
    ).split(PRINTED)[1:]
    assert all(word in draft for word in ("A公司", "王总", "拜访", "3月13日 周五"))
    assert "已写入 1 条跟进：A公司" in written
    assert "等王总给反馈" in listed


def test_what_is_late_comes_by_itself(tmp_path: Path) -> None:
    """D1–D3: a night later the rep has his own, the manager his five, and nobody asked."""
    printed = console(tmp_path, ":时间 +1天", arguments=("--as", "陈经理"))
    assert "侧记 → 陈经理：未跟进超24小时 TOP5" in printed
    to_lisi = printed.split("侧记 → 李四：")[1].split(PRINTED)[0]
    assert "华东阀门" in to_lisi
    assert "苏州明远" not in to_lisi


def test_what_was_printed_stays(tmp_path: Path) -> None:
    """§4.5: a nudge can't be taken back here; the answer says so, and a correction goes out when it is wanted."""
    console(tmp_path, "新线索 13912345678 宁波东方精工 初步沟通")
    lines = ("催一下宁波东方精工", "撤销", "发更正")
    printed = console(tmp_path, *lines, arguments=("--as", "陈经理")).split(PRINTED)[1:]
    _, _, stays, correction, _ = printed
    assert "宁波东方精工：发出去的收不回。需要的话我再发一条更正。" in stays
    assert correction.startswith("张三：更正：陈经理刚才催宁波东方精工是点错了")


def test_the_company_is_taken_up_where_it_stood(tmp_path: Path) -> None:
    """A second sitting finds the records and the clock of the first; another person sees his own only."""
    console(tmp_path, "新线索 13912345678 宁波东方精工 初步沟通", ":时间 +1天")
    again = console(tmp_path, "查 宁波东方精工", ":时间 2026-03-02 09:30", ":我是 李四", "查 宁波东方精工")
    mine, his = again.split("（现在是李四，销售）")
    assert "139****5678" in mine
    assert "时钟只能往后拨" in mine
    assert "139****5678" not in his


@pytest.mark.parametrize(
    ("line", "told"),
    [(":时间 abc", "看不懂"), (":我是 王五", "没有「王五」"), (":飞", ":我是 李四"), ("   ", ""), (":退出\n今日", "")],
)
def test_a_wrong_order_is_answered_in_a_line(tmp_path: Path, line: str, told: str) -> None:
    printed = console(tmp_path, line)
    assert told in printed
    assert PRINTED not in printed


def test_wrong_use_starts_nothing(tmp_path: Path) -> None:
    """One clear line when nobody has that name, and no database made."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", "console", "--as", "王五"],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("没有「王五」")
    assert len(done.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_someone_at_a_terminal_has_a_prompt(tmp_path: Path) -> None:
    """A person sees what he can type, his name before each line, and ends it with Ctrl-D."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "console"], cwd=tmp_path, stdin=theirs, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        shown = _read_until(ours, "张三> ")
        assert ":我是 李四" in shown
        os.write(ours, "今日\n".encode())
        assert "侧记 → 张三：" in _read_until(ours, "张三> ")
        os.write(ours, b"\x04")
        assert process.wait(PATIENCE_SECONDS) == 0
    os.close(ours)


def _read_until(terminal: int, words: str) -> str:
    shown = b""
    until = time.monotonic() + PATIENCE_SECONDS
    while words not in shown.decode("utf-8", errors="ignore"):
        assert time.monotonic() < until, f"«{words}» was not shown"
        shown += os.read(terminal, 4096)
    return shown.decode("utf-8", errors="ignore")


def test_a_list_is_handed_in(tmp_path: Path) -> None:
    """A17: 「:文件」 sends one; the rows that can't come in are written beside, with their reasons."""
    (tmp_path / "客户.csv").write_bytes(
        "客户名称,联系人,电话\n苏州明远二厂,孙工,13912345670\n华东阀门,赵总,139\n".encode("gbk")
    )
    seen, handed, running, done, undoing, undone, missing = console(
        tmp_path, ":文件 客户.csv", "下载问题行", "导入", "撤销", ":文件 没有.csv"
    ).split(PRINTED)[1:]
    assert "2 行，1 行能导，1 行有问题。" in seen
    assert "客户-问题行.xlsx" in handed
    assert (tmp_path / "客户-问题行.xlsx").exists()
    assert "正在导入 1 行" in running
    assert "导好了：新客户 1" in done
    assert "正在撤" in undoing
    assert "撤了 1 行" in undone
    assert "没取到" in missing
