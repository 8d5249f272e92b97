"""The `ceji` command line (INTERFACES «ceji»). Exit status: 0 done, 1 failed, 2 wrong use.

Each command is a function of `bot.commands`, imported when it is asked for: `ceji --help` loads no product.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer
from typer.exceptions import TyperException

from bot.commands.failure import CommandFailed

DEBUG = "--debug"

app = typer.Typer(
    help="Ceji 侧记：长在企业微信、钉钉、飞书聊天里的 CRM。",
    epilog="任何命令都可以加 --debug，出错时给出完整的调用栈。",
    add_completion=False,
    rich_markup_mode=None,
)
database = typer.Typer(help="数据库：升级、备份、恢复、换库。")
nlu = typer.Typer(help="语言理解：解析一批话，或给解析打分。")
export = typer.Typer(help="导出。")
app.add_typer(database, name="database")
app.add_typer(nlu, name="nlu")
app.add_typer(export, name="export")

Port = Annotated[int, typer.Option(min=0, max=65535, help="端口，0 为任选一个空闲的")]
Host = Annotated[str, typer.Option(help="监听的地址")]


@app.command()
def serve(
    role: Annotated[
        Literal["all", "web", "worker"], typer.Option(help="这个进程做什么：全部、只收、只办。SQLite 只能 all")
    ] = "all",
    host: Host = "0.0.0.0",  # noqa: S104 — platforms and clients reach the product from outside
    port: Port = 8080,
) -> None:
    """运行产品，连上设置好的平台；Ctrl-C 结束。"""
    from bot.commands.serve import serve as run

    run(role, host, port)


@app.command()
def demo(
    port: Port = 8080,
    database: Annotated[str, typer.Option(help="演示用的数据库地址，默认 sqlite:///ceji-demo.db")] = "",
    check: Annotated[
        bool, typer.Option("--check", help="自动走一遍三个平台上的对话，打印过程，有错时退出码为 1")
    ] = False,
) -> None:
    """演示：不用任何账号，在网页里和三个模拟的平台聊天。"""
    from bot.demo.command import run

    raise typer.Exit(run(port=port, database=database or None, check=check))


@app.command()
def console(
    name: Annotated[str, typer.Option("--as", metavar="名字", help="谁在说话")] = "张三",
    database: Annotated[str, typer.Option(help="数据库地址，默认 sqlite:///ceji-console.db")] = "",
) -> None:
    """在终端里试用：一家演示公司，打字就是说话；脚本从标准输入读。"""
    from bot.console.command import DEFAULT_DATABASE, run

    run(name, database or DEFAULT_DATABASE)


@app.command()
def emulate(host: Host = "127.0.0.1", port: Port = 9000) -> None:
    """只运行模拟的三个平台和它们的控制接口。"""
    from bot.commands.emulate import emulate as run

    run(host, port)


@app.command()
def doctor() -> None:
    """逐项检查设置：数据库、密钥、时钟、公网地址、每个平台。"""
    from bot.commands.doctor import doctor as run

    raise typer.Exit(run())


@app.command("import")
def import_customers(
    file: Annotated[Path, typer.Argument(metavar="文件", help="客户名单：.xlsx、.xls 或 .csv，有一行列名")],
    name: Annotated[str, typer.Option("--as", metavar="姓名", help="算谁导的，默认管理员")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看能导几行，不写入")] = False,
) -> None:
    """把客户名单导进来；没导进的行另存一个文件，写明原因，改好可以再导。"""
    from bot.commands.imports import import_file

    import_file(file, name, dry_run)


@app.command()
def bench(
    names: Annotated[list[str] | None, typer.Argument(metavar="名称", help="哪几项，不写为全部")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """性能测试（tests/bench），和同一次运行里量到的上限或同类比较。"""
    from bot.commands.bench import bench as run

    raise typer.Exit(run(names or [], as_json))


@database.command("upgrade")
def database_upgrade() -> None:
    """把表升级到这个版本要的样子（先备份）。"""
    from bot.commands.database import upgrade

    upgrade()


@database.command("backup")
def database_backup(file: Annotated[Path, typer.Argument(metavar="文件", help="备份写到这里，不能已经存在")]) -> None:
    """备份到一个文件，服务不用停。密钥不在里面，要另外保存。"""
    from bot.commands.database import back_up

    back_up(file)


@database.command("restore")
def database_restore(
    file: Annotated[Path, typer.Argument(metavar="文件", help="database backup 写的文件")],
) -> None:
    """从备份恢复，先停掉服务。密钥不对时什么都不动。"""
    from bot.commands.database import restore

    restore(file)


@database.command("copy")
def database_copy(
    url: Annotated[str, typer.Argument(metavar="地址", help="空的目标库，如 postgresql://用户:密码@主机/库名")],
) -> None:
    """把全部记录搬到另一个数据库（SQLite、PostgreSQL 之间都行），搬完逐表核对。"""
    from bot.commands.database import copy

    copy(url)


@nlu.command("parse")
def nlu_parse(
    jsonl: Annotated[bool, typer.Option("--jsonl", help="标准输入每行一个 JSON，标准输出每行一个")],
) -> None:
    """解析一批话。"""
    if not jsonl:
        raise typer.BadParameter("要写 --jsonl")
    from bot.commands.nlu import parse

    raise typer.Exit(parse())


@nlu.command("score")
def nlu_score(file: Annotated[Path, typer.Argument(metavar="文件", help="带标注（expect）的 JSONL")]) -> None:
    """用带标注的文件给解析打分。"""
    from bot.commands.nlu import score

    raise typer.Exit(score(file))


@export.command("corrections")
def corrections() -> None:
    """成员改过的理解，每行一个 JSON，可以当标注数据用。"""
    from bot.commands.export import export_corrections

    export_corrections()


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; every failure is one line on stderr, with the traceback only where `--debug` is given."""
    # What is written belongs to the account that runs the product: records of customers, backups, the key.
    os.umask(0o077)
    words = sys.argv[1:] if arguments is None else arguments
    debug = DEBUG in words
    try:
        status = app([word for word in words if word != DEBUG] or ["--help"], prog_name="ceji", standalone_mode=False)
    except TyperException as error:
        context: typer.Context | None = getattr(error, "ctx", None)
        command = context.command_path if context else "ceji"
        return _told(f"用法不对：{error.format_message()}（{command} --help 看用法）", 2)
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone; what is still buffered must not raise again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        if debug:
            raise
        return _told(_sentence(error), 1)
    return status if isinstance(status, int) else 0


def _sentence(error: Exception) -> str:
    """What to tell of a failure; one that nobody foresaw is named by its kind, without secrets or phone numbers."""
    from bot.logs import redact
    from bot.settings import SettingsError

    if isinstance(error, (CommandFailed, SettingsError)):
        return str(error)
    first_line = next(iter(str(error).splitlines()), "")
    shown = redact(None, "", {"error": first_line})["error"]
    return f"没有成功：{type(error).__name__}：{shown}（加 --debug 看详情）"


def _told(sentence: str, status: int) -> int:
    print(sentence, file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
