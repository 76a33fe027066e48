"""The way of a file that an official sends: looked through by the worker, confirmed by a person, taken in by the worker."""

from enum import StrEnum
from typing import Final

from app.core.labels import Label
from app.core.workflow import Standing, Transition, Workflow


class ImportState(StrEnum):
    """Where a file stands."""

    UPLOADED = "uploaded"
    CHECKING = "checking"
    CHECKED = "checked"
    REFUSED = "refused"
    CONFIRMED = "confirmed"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


IMPORT_STATES: Final = {
    ImportState.UPLOADED: Label("確認待ち", "Waiting to be checked"),
    ImportState.CHECKING: Label("中身を確認中", "Being checked"),
    ImportState.CHECKED: Label("実行の判断待ち", "Waiting for your decision"),
    ImportState.REFUSED: Label("取り込めないファイル", "Cannot be imported"),
    ImportState.CONFIRMED: Label("取り込み待ち", "Waiting to be imported"),
    ImportState.RUNNING: Label("取り込み中", "Being imported"),
    ImportState.DONE: Label("取り込み済み", "Imported"),
    ImportState.FAILED: Label("途中で止まった", "Stopped half-way"),
    ImportState.CANCELLED: Label("取りやめ", "Cancelled"),
}
STANDINGS: Final = {
    ImportState.UPLOADED: Standing.OPEN,
    ImportState.CHECKING: Standing.OPEN,
    ImportState.CHECKED: Standing.MEND,
    ImportState.REFUSED: Standing.BAD,
    ImportState.CONFIRMED: Standing.OPEN,
    ImportState.RUNNING: Standing.OPEN,
    ImportState.DONE: Standing.GOOD,
    ImportState.FAILED: Standing.BAD,
}
_WORKER: Final = Label("サイトの処理", "The site")
_OFFICIAL: Final = Label("県の職員", "An official of the prefecture")
IMPORT_WORKFLOW: Final = Workflow(
    "import",
    IMPORT_STATES,
    (
        Transition("check", (ImportState.UPLOADED,), ImportState.CHECKING, ("worker",), Label("確認する", "Check")),
        Transition("pass", (ImportState.CHECKING,), ImportState.CHECKED, ("worker",), Label("確認した", "Pass")),
        Transition("refuse", (ImportState.CHECKING,), ImportState.REFUSED, ("worker",), Label("断る", "Refuse")),
        Transition(
            "confirm",
            (ImportState.CHECKED,),
            ImportState.CONFIRMED,
            ("official",),
            Label("この内容で取り込む", "Import this file"),
        ),
        Transition("run", (ImportState.CONFIRMED,), ImportState.RUNNING, ("worker",), Label("取り込む", "Import")),
        Transition("finish", (ImportState.RUNNING,), ImportState.DONE, ("worker",), Label("終える", "Finish")),
        Transition("fail", (ImportState.RUNNING,), ImportState.FAILED, ("worker",), Label("止まる", "Fail")),
        Transition(
            "retry",
            (ImportState.FAILED,),
            ImportState.CONFIRMED,
            ("official",),
            Label("もう一度取り込む", "Import again"),
        ),
        Transition(
            "cancel",
            (ImportState.UPLOADED, ImportState.CHECKED, ImportState.REFUSED, ImportState.FAILED),
            ImportState.CANCELLED,
            ("official",),
            Label("取りやめてファイルを消す", "Cancel and delete the file"),
        ),
    ),
    waits_for={
        ImportState.UPLOADED: _WORKER,
        ImportState.CHECKING: _WORKER,
        ImportState.CHECKED: _OFFICIAL,
        ImportState.CONFIRMED: _WORKER,
        ImportState.RUNNING: _WORKER,
    },
)
WAITING: Final = (
    ImportState.UPLOADED,
    ImportState.CHECKING,
    ImportState.CHECKED,
    ImportState.CONFIRMED,
    ImportState.RUNNING,
)
"""States in which the same file need not come a second time."""
CLAIMED: Final = {ImportState.UPLOADED: "check", ImportState.CONFIRMED: "run"}
"""What the worker does with a file that waits for it."""
IMPORT_KINDS: Final = {
    "companies": Label("企業（法人番号・gBizINFO・CSV）", "Companies (corporate numbers, gBizINFO, CSV)"),
    "orders": Label("公共の受注実績（gBizINFO）", "Public orders (gBizINFO)"),
    "patents": Label("特許（J-PlatPat・gBizINFO・DOCDB・CSV）", "Patents (J-PlatPat, gBizINFO, DOCDB, CSV)"),
    "technologies": Label("技術（CSV）", "Technologies (CSV)"),
}
