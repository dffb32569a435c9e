"""Progress where there is no terminal, and what is said after Ctrl-C."""

from __future__ import annotations

import sys

import pytest

from irenic import cli, cli_output


def test_a_log_gets_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    told = cli_output.now_and_then(lambda: now[0])
    for second in range(0, 100, 5):
        now[0] = float(second)
        told(f"draws {second}", second / 100)
    lines = capsys.readouterr().err.splitlines()
    assert lines == [f"irenic: draws {s} ({s} %)" for s in (30, 60, 90)]


def test_what_is_soon_over_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    told = cli_output.now_and_then(lambda: 1.0)
    told("draws 1 of 2", 0.5)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "irenic: interrupted\n"),
        (["--file", "x.jsonl"],
         "irenic: interrupted; the same command goes on from what is in the file\n"),
    ],
)  # fmt: skip
def test_ctrl_c_is_answered(
    options: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("irenic.robustness", stopped)
    monkeypatch.setattr(sys, "argv", ["irenic", "robustness", "harbour-park", *options])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == cli.INTERRUPTED
    assert capsys.readouterr().err == said
