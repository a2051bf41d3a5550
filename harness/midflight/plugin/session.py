"""A pytest session that plays cases: collection, one item per case, and the results at the end."""

from __future__ import annotations

import datetime
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import midflight_reports as reports
from midflight.errors import ExitStatus, UsageError
from midflight.judge.findings import Verdict
from midflight.known_failures_update import Found, Update, update
from midflight.language.check import check_files
from midflight.language.suite import RESERVED, LoadedCase, Suite, open_suite, read_cases
from midflight.language.yaml_source import LanguageError
from midflight.player.case import PlayedCase
from midflight.player.masking import Mask
from midflight.player.selection import check_revisions
from midflight.plugin.engine import Engine
from midflight.plugin.root_causes import unified
from midflight.plugin.rounds import told
from midflight.plugin.settings import Settings, rerun_arguments, settings
from midflight.report_formats import chosen
from midflight.results import Run, case_result, results
from midflight_reports.conclusion import stale_remark

_WORKER_OUTPUT = "midflight_cases"
_NOTHING_CLAIMED = (
    "the target claims nothing, so nothing was tested: name what it claims in a target file; "
    "midflight probe URL -o FILE writes one"
)
_RED = {"fail", "untestable"}  # in any run


class CaseFailedError(Exception):
    """A case that did not pass; its text is for the terminal."""


class Plugin:
    """One run."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        option = {name.removeprefix("midflight_"): value for name, value in vars(config.option).items()}
        try:
            self.settings: Settings = settings(option)
            self.formats = chosen(option["report_format"])
        except UsageError as error:
            raise pytest.UsageError(str(error)) from None
        config.option.midflight_seed = self.settings.seed  # the workers of xdist draw the same
        self.engine = Engine(self.settings)
        self.arguments = rerun_arguments(option)  # of `midflight run`, to reach the target again
        self.mask = Mask(self.settings.target)
        self.today = datetime.datetime.now(datetime.UTC).date()
        self.suites: dict[Path, Suite] = {}
        self.every_case: set[str] = set()
        self.cases: list[reports.CaseResult] = []
        self.problems: list[str] = []
        self.update: Update | None = None  # of the known failures
        self.results: reports.Results | None = None
        self._selected: int | None = None  # how many cases are to be played; None: another process knows
        self._started = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
        self._begin = time.monotonic()

    # Collection

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Find out before workers are started that there is no target to work on."""
        if _is_controller(session.config) and not session.config.option.collectonly:
            self._start([])

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> CaseFile | None:
        """Collect the YAML files of a folder that has requirements."""
        if file_path.suffix != ".yaml" or file_path.name in RESERVED:
            return None
        if not (file_path.parent / "requirements.yaml").is_file():
            return None
        return CaseFile.from_parent(parent, path=file_path, plugin=self)

    def suite(self, folder: Path) -> Suite:
        """Return the suite of a folder, read once. Raises LanguageError."""
        if folder not in self.suites:
            self.suites[folder] = open_suite(folder)
        return self.suites[folder]

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Set the cases going, all at once where this process plays them all."""
        if self.problems or session.config.option.collectonly or _is_controller(session.config):
            return
        cases = [item.loaded for item in session.items if isinstance(item, CaseItem)]
        self._selected = len(cases)
        self._start(cases if not _is_worker(session.config) else [])

    def _start(self, cases: Sequence[LoadedCase]) -> None:
        try:
            check_revisions(self.settings.target, list(self.suites.values()))
            self.engine.start(cases)
        except UsageError as error:
            raise pytest.UsageError(str(error)) from None

    # Results

    def take(self, played: PlayedCase) -> reports.CaseResult:
        """Keep the result of a case."""
        known = self.settings.known_failures.reason(played.loaded.id, self.today)
        expired = self.settings.known_failures.expired(played.loaded.id, self.today)
        result = case_result(played, self.settings.target, self.mask, known, self._begin, expired)
        self.cases.append(result)
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Report the duration of the case itself, not how long pytest waited for it."""
        report = yield
        if call.when == "call" and isinstance(item, CaseItem) and item.result is not None:
            report.duration = item.result.duration
            report.start = report.stop - item.result.duration
        return report

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over the results of a worker of xdist."""
        output = getattr(node, "workeroutput", {}).get(_WORKER_OUTPUT)
        if not output:
            return
        self.cases += reports.moved(reports.load(output["results"]), self._started)
        self.every_case.update(output["every_case"])
        self.problems += [problem for problem in output["problems"] if problem not in self.problems]
        for folder in map(Path, output["suites"]):
            self.suite(folder)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """End what still runs, and hand the results on."""
        self.engine.stop()
        if exitstatus == ExitStatus.INTERRUPTED:
            self._keep_what_is_finished()
        run = Run(
            self.settings.target,
            list(self.suites.values()),
            self.settings.seed,
            self._started,
            time.monotonic() - self._begin,
            self.arguments,
            self.settings.strict,
            self._was_interrupted(exitstatus),
            self._selected,
        )
        self.results = results(run, unified(self.cases))
        if _is_worker(session.config):
            session.config.workeroutput[_WORKER_OUTPUT] = self._for_the_controller(self.results)  # type: ignore[attr-defined]
            return
        session.exitstatus = self._exit_status(session, exitstatus)
        folder = self._config.getoption("midflight_report")
        if folder and self.cases:
            self._write(Path(folder), session)

    def _keep_what_is_finished(self) -> None:
        """Keep the cases that were over when the run was interrupted, though pytest had not come to them."""
        taken = {case.id for case in self.cases}
        for played in self.engine.finished():
            if played.loaded.id not in taken:
                self.take(played)

    def _was_interrupted(self, exitstatus: int) -> bool:
        """Say whether cases are left that nobody played: after Ctrl-C, or an option of pytest that ends a run early."""
        left = self._selected is not None and len(self.cases) < self._selected
        return exitstatus == ExitStatus.INTERRUPTED or (left and not _is_worker(self._config))

    def _for_the_controller(self, found: reports.Results) -> dict[str, object]:
        """What the controller of xdist, which collects nothing itself, has to know of this worker."""
        return {
            "results": reports.to_json(found),
            "every_case": sorted(self.every_case),
            "problems": self.problems,
            "suites": [str(folder) for folder in self.suites],
        }

    def _exit_status(self, session: pytest.Session, exitstatus: int) -> int:
        if self.problems:
            return ExitStatus.UNUSABLE
        if exitstatus in {ExitStatus.INTERRUPTED, ExitStatus.HARNESS_ERROR, ExitStatus.UNUSABLE}:
            return exitstatus
        if any(case.verdict == "error" for case in self.cases):
            return ExitStatus.HARNESS_ERROR
        if self._nothing_is_claimed():
            self.problems.append(_NOTHING_CLAIMED)
            return ExitStatus.NOTHING_SELECTED
        if self.settings.update_known_failures:
            return self._update_known_failures(session, exitstatus)
        gone = self.settings.known_failures.without_case(self.every_case, self.settings.suites)
        self.problems += gone
        return ExitStatus.NOT_CONFORMANT if gone and exitstatus == 0 else exitstatus

    def _nothing_is_claimed(self) -> bool:
        """Say whether nothing was played because of that: such a run must not look like a success."""
        return (
            not self.settings.target.claims
            and bool(self.cases)
            and all(case.verdict == "not-applicable" for case in self.cases)
        )

    def _update_known_failures(self, session: pytest.Session, exitstatus: int) -> int:
        """Rewrite the list; what is on it then is no failure of this run any more."""
        known, path = self.settings.known_failures, self.settings.update_known_failures
        assert path is not None
        failing = {case.id: _seen(case) for case in self.cases if self.is_red(case.verdict)}
        holding = frozenset(
            case.id for case in self.cases if case.id not in failing and case.verdict not in ("not-applicable", "error")
        )
        gone = frozenset(known.gone(self.every_case, self.settings.suites))
        try:
            self.update = update(path, known, Found(failing, holding, gone), self.today)
        except UsageError as error:
            self.problems.append(str(error))
            return ExitStatus.UNUSABLE
        forgiven = sum(
            case.known_failure is None if case.id in failing else case.id in known.entries for case in self.cases
        )
        only_ours = exitstatus == ExitStatus.NOT_CONFORMANT and session.testsfailed <= forgiven
        return ExitStatus.CONFORMANT if only_ours and not self.update.expired else exitstatus

    def is_red(self, verdict: str) -> bool:
        """Say whether a verdict turns the run red, the harness's own errors aside."""
        return verdict in _RED or (verdict == "warn" and self.settings.strict)

    def _write(self, folder: Path, session: pytest.Session) -> None:
        assert self.results is not None
        try:
            reports.write(self.results, folder, self.formats)
        except reports.ResultsError as error:
            self.problems.append(str(error))
            session.exitstatus = ExitStatus.UNUSABLE

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say what went wrong with files, where pytest itself reports."""
        for line in [*self.problems, *self.rounds(), *(self.update.lines() if self.update else ())]:
            terminalreporter.write_line(line)

    def pytest_report_header(self) -> str:
        """Say what reproduces the run."""
        return f"midflight: seed {self.settings.seed}"

    def rounds(self) -> Iterator[str]:
        """Yield which verdicts changed from one round to another, in lines."""
        return told(self.cases, self.settings.repeat)


class CaseFile(pytest.File):
    """A YAML file of cases."""

    def __init__(self, *, plugin: Plugin, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._plugin = plugin

    def collect(self) -> Iterable[pytest.Item]:
        """Yield the selected cases."""
        try:
            suite = self._plugin.suite(self.path.parent)
            read = read_cases(suite, self.path)
        except LanguageError as error:
            self._plugin.problems += [str(problem) for problem in error.problems]
            raise self.CollectError(str(error)) from None
        cases = read.cases
        if not all(case.suite.can_play(case) for case in cases):
            self._plugin.problems += [str(problem) for problem in check_files(suite, [read])]
            raise self.CollectError(self._plugin.problems[-1])
        self._plugin.every_case.update(case.id for case in cases)
        return list(self._items(cases))

    def _items(self, cases: Iterable[LoadedCase]) -> Iterator[pytest.Item]:
        for case in cases:
            if self._plugin.settings.selects(case):
                name = case.id.split("/", 1)[1]
                yield CaseItem.from_parent(self, name=name, loaded=case, plugin=self._plugin)


class CaseItem(pytest.Item):
    """One case."""

    def __init__(self, *, loaded: LoadedCase, plugin: Plugin, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.loaded = loaded
        self._plugin = plugin
        self.result: reports.CaseResult | None = None

    def runtest(self) -> None:
        """Wait for the verdict of this case, and turn it into pytest's."""
        played = self._plugin.engine.result(self.loaded)
        self.result = result = self._plugin.take(played)
        verdict = played.outcome.verdict
        if verdict is Verdict.NOT_APPLICABLE:
            pytest.skip(result.reason)
        red = self._plugin.is_red(str(verdict))
        if result.known_failure is not None and verdict is not Verdict.ERROR:
            if red:
                pytest.xfail(result.known_failure)
            raise CaseFailedError(f"{result.id} is {stale_remark(result)} ({verdict})")
        if red or verdict is Verdict.ERROR:
            raise CaseFailedError(_failure_text(result))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *style: Any) -> Any:
        """Show what was expected and what came, without a traceback."""
        if isinstance(excinfo.value, CaseFailedError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, *style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where the case stands."""
        return self.path, int(self.loaded.source.rsplit(":", 1)[1]) - 1, self.loaded.id


def _seen(result: reports.CaseResult) -> str:
    """Return in one line what was seen of a case that failed."""
    return f"expected {result.expected}; got {result.got}" if result.expected else result.reason or result.verdict


def _failure_text(result: reports.CaseResult) -> str:
    lines = [f"{result.verdict}: {result.requirement} ({result.level})"]
    if result.root_cause:
        lines.append(result.reason)
    elif result.expected:
        lines += [f"expected {result.expected}", f"got      {result.got}"]
    else:
        lines.append(result.reason)
    return "\n".join(lines)


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def _is_controller(config: pytest.Config) -> bool:
    return not _is_worker(config) and bool(config.getoption("numprocesses", None, skip=False))
